/** A placeholder of an expression: `:value` or `#name`. */
const PLACEHOLDER = /[:#][A-Za-z0-9_]+/g;

/** One piece of an expression, fixed when the tool was published, and what it needs to be said. */
export interface Clause {
  readonly text: string;
  /** The text as one of several that must all hold. */
  readonly besideOthers: string;
  /** `:value` placeholders, each once. */
  readonly values: readonly string[];
  /** `#name` placeholders, each once. */
  readonly names: readonly string[];
}

/** The clauses of an expression: a text is one, of a list each item is. */
export function clausesOf(expression: unknown): readonly Clause[] {
  if (expression === undefined) return [];
  return (Array.isArray(expression) ? expression : [expression]).map((text) => parseClause(String(text)));
}

/** Joins conditions so that all of them must hold. */
export function joinClauses(clauses: readonly Clause[]): string {
  if (clauses.length === 1) return clauses[0]?.text ?? '';
  return clauses.map(({ besideOthers }) => besideOthers).join(' AND ');
}

/** Expressions have no text literals, so nothing else in them looks like a placeholder. */
function parseClause(text: string): Clause {
  const found = [...new Set(text.match(PLACEHOLDER) ?? [])];
  return {
    text,
    besideOthers: needsParentheses(text) ? `(${text})` : text,
    values: found.filter((placeholder) => placeholder.startsWith(':')),
    names: found.filter((placeholder) => placeholder.startsWith('#')),
  };
}

/** OR binds weaker than AND; parentheses around parentheses are refused by DynamoDB. */
function needsParentheses(text: string): boolean {
  return /\bOR\b/i.test(text) && !isEnclosed(text.trim());
}

function isEnclosed(text: string): boolean {
  if (!text.startsWith('(')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}
