/** A placeholder in an expression: `:value` or `#name`. */
const PLACEHOLDER = /[:#][A-Za-z0-9_]+/g;

/** One clause of an expression, fixed at publish, and the placeholders that it needs. */
export interface Clause {
  readonly text: string;
  /** The text for use in an AND with other clauses. */
  readonly besideOthers: string;
  /** `:value` placeholders, without duplicates. */
  readonly values: readonly string[];
  /** `#name` placeholders, without duplicates. */
  readonly names: readonly string[];
}

/** The clauses of an expression: a text is one clause, a list has one per item. */
export function clausesOf(expression: unknown): readonly Clause[] {
  if (expression === undefined) return [];
  return (Array.isArray(expression) ? expression : [expression]).map((text) => parseClause(String(text)));
}

/** Joins conditions with AND. */
export function joinClauses(clauses: readonly Clause[]): string {
  if (clauses.length === 1) return clauses[0]?.text ?? '';
  return clauses.map(({ besideOthers }) => besideOthers).join(' AND ');
}

/** Expressions have no text literals, so every match is a placeholder. */
function parseClause(text: string): Clause {
  const found = [...new Set(text.match(PLACEHOLDER) ?? [])];
  return {
    text,
    besideOthers: needsParentheses(text) ? `(${text})` : text,
    values: found.filter((placeholder) => placeholder.startsWith(':')),
    names: found.filter((placeholder) => placeholder.startsWith('#')),
  };
}

/** OR binds weaker than AND, and DynamoDB rejects doubled parentheses. */
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
