/** RFC 6570 does not allow the template, or its matches would be ambiguous. The message includes a correction. */
export class InvalidUriTemplate extends Error {
  override readonly name = 'InvalidUriTemplate';
}

export type Part = Literal | Expression;

/** Text outside of expressions. */
export interface Literal {
  readonly kind: 'literal';
  readonly text: string;
}

/** The content of a pair of braces. */
export interface Expression {
  readonly kind: 'expression';
  readonly form: Form;
  readonly names: readonly string[];
}

/** How an operator expands its variables. RFC 6570 section 3.2.1 and appendix A */
interface Form {
  /** First character of an expansion with at least one value. */
  readonly first: string;
  readonly separator: string;
  /** Whether the name precedes each value. */
  readonly named: boolean;
  /** Characters that end a value. */
  readonly stops: string;
  /** Whether values percent-encode the separator, so that a literal separator ends a value. */
  readonly encodesSeparator: boolean;
}

const FORMS: Readonly<Record<string, Form>> = {
  '': { first: '', separator: ',', named: false, stops: '/?#', encodesSeparator: true },
  '+': { first: '', separator: ',', named: false, stops: '', encodesSeparator: false },
  '#': { first: '#', separator: ',', named: false, stops: '', encodesSeparator: false },
  '.': { first: '.', separator: '.', named: false, stops: '/?#', encodesSeparator: false },
  '/': { first: '/', separator: '/', named: false, stops: '?#', encodesSeparator: true },
  ';': { first: ';', separator: ';', named: true, stops: '/?#', encodesSeparator: true },
  '?': { first: '?', separator: '&', named: true, stops: '#', encodesSeparator: true },
  '&': { first: '&', separator: '&', named: true, stops: '#', encodesSeparator: true },
};

const TEMPLATE_CHARS = 1024;
const VARIABLES = 16;
const TOKEN = /\{([^{}]*)\}|[^{}]+|[{}]/g;
const EXPRESSION = /^([+#./;?&]?)([A-Za-z0-9_]+(?:,[A-Za-z0-9_]+)*)$/;
/** RFC 3986 section 2. */
const URI_TEXT = /^(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/;

/** Parses a template into literals and expressions. @throws InvalidUriTemplate */
export function parseParts(text: string): readonly Part[] {
  if (text.length > TEMPLATE_CHARS) fail(`it has ${text.length} characters; at most ${TEMPLATE_CHARS} are allowed`);
  const parts = [...text.matchAll(TOKEN)].map(([token, inside]): Part => {
    if (inside !== undefined) return parseExpression(token, inside);
    if (!URI_TEXT.test(token))
      fail(`\`${token}\` contains characters that a URI cannot: percent-encode them, and pair \`{\` with \`}\``);
    return { kind: 'literal', text: token };
  });
  const [first] = parts;
  if (first?.kind !== 'literal' || !SCHEME.test(first.text)) {
    fail('it must begin with a literal scheme in lower case, for example `orders://`');
  }
  checkVariables(parts);
  for (const [index, part] of parts.entries()) checkNeighbours(part, parts[index + 1]);
  return parts;
}

function parseExpression(token: string, inside: string): Expression {
  const [, operator = '', list = ''] = EXPRESSION.exec(inside) ?? fail(expressionFault(token, inside));
  const names = list.split(',');
  const form = FORMS[operator] ?? fail(`\`${token}\` has an unknown operator`);
  return { kind: 'expression', form, names };
}

function expressionFault(token: string, inside: string): string {
  if (/[*:]/.test(inside))
    return `\`${token}\`: modifiers (\`*\` and \`:n\`) are not supported: name the variable alone`;
  if (/^[=,!@|]/.test(inside)) return `\`${token}\` has an operator that RFC 6570 reserves`;
  return `\`${token}\`: a variable name may contain only letters, digits and \`_\``;
}

function checkVariables(parts: readonly Part[]): void {
  const names = parts.flatMap((part) => (part.kind === 'expression' ? part.names : []));
  if (names.length === 0) fail('it has no variables: use `uri` for a single resource');
  if (names.length > VARIABLES) fail(`it has ${names.length} variables; at most ${VARIABLES} are allowed`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) fail(`the variable \`${twice}\` occurs twice: use a different name for each`);
}

/** Adjacent expressions need a character that marks where the first one ends. */
function checkNeighbours(part: Part, next: Part | undefined): void {
  if (part.kind === 'literal' || next?.kind !== 'expression') return;
  const pair = `\`${part.names.at(-1)}\` and \`${next.names[0]}\``;
  if (next.form.first === '') fail(`nothing separates ${pair}: put a character between them`);
  if (part.form.named && next.form.named && part.form.separator === next.form.separator) {
    fail(`${pair} are in two expressions of the same kind: combine them, as in \`{?a,b}\``);
  }
}

function fail(message: string): never {
  throw new InvalidUriTemplate(message);
}
