import type { WorkBudget } from '../work/index.ts';

/** The variables of an expression. */
interface Variables {
  /** `$args`: the arguments of the call. */
  readonly args: unknown;
  /** `$caller`: `{ id, claims }` of the caller; absent where a template does not build a request. */
  readonly caller?: unknown;
  /** `$response`: `{ status, headers, body }` of the upstream; absent while the request is built. */
  readonly response?: unknown;
  /** `$row`: one row of a stream, a page or a query; absent elsewhere. */
  readonly row?: unknown;
  /** `$request`: the request as it is sent, for its signature; absent elsewhere. */
  readonly request?: unknown;
  /** `$event`: `{ name, id }` of the server-sent event that brought `$row`. */
  readonly event?: unknown;
}

/** What an expression is evaluated with: its variables, and what it may cost. */
export interface Scope extends Variables {
  /** The budget of the request. */
  readonly work: WorkBudget;
}

/** The name of a variable. */
export type Variable = keyof Variables;

/** A variable followed by names, such as `$args.customer.id`. */
interface PurePath {
  readonly variable: Variable;
  readonly names: readonly string[];
}

/** Returned by {@link readPath} where only jsonata can evaluate the path. */
export const NEEDS_JSONATA = Symbol('needs jsonata');

const NAME = '(?:[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)';
const PURE_PATH = new RegExp(`^\\$(args|caller|request|response|row|event)((?:\\.${NAME})*)$`);
const NAMES = new RegExp(NAME, 'g');
/** Names that jsonata's tokenizer reads as operators or values. */
const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/**
 * Recognizes an expression that consists of a variable and names only.
 *
 * @param source the expression without its `{% %}`
 * @returns the path, or `undefined` if jsonata has to parse the expression
 */
export function parsePurePath(source: string): PurePath | undefined {
  const match = PURE_PATH.exec(source);
  if (!match) return undefined;
  const names = match[2]?.match(NAMES) ?? [];
  if (names.some((name) => RESERVED.has(name))) return undefined;
  return {
    // the pattern matches these names only
    variable: match[1] as Variable,
    names: names.map((name) => (name.startsWith('`') ? name.slice(1, -1) : name)),
  };
}

/**
 * Follows a path by property access, with jsonata's semantics: own keys only, and anything missing is `undefined`.
 *
 * @returns the value, or {@link NEEDS_JSONATA} if the path crosses an array, which jsonata maps over
 */
export function readPath(path: PurePath, scope: Scope): unknown {
  let value = scope[path.variable];
  for (const name of path.names) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) || isMarked(value)) return NEEDS_JSONATA;
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** jsonata treats data that carries the marks of its functions as a function, in which it finds no keys. */
function isMarked(value: object): boolean {
  const marks = value as { readonly _jsonata_function?: unknown; readonly _jsonata_lambda?: unknown };
  return marks._jsonata_function === true || marks._jsonata_lambda === true;
}
