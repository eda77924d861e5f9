import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { spend, type Work } from './values/index.ts';

/** A part of the arguments that a policy names, such as `["order", "total"]` for `context.input.order.total`. */
export interface NamedArgument {
  readonly path: readonly string[];
  /** Whether only the presence matters, as for `has`: what is inside is not read. */
  readonly presence: boolean;
}

/**
 * Lists the parts of `context.input` that an expression names; the path is empty where it uses the arguments as a whole.
 *
 * @param expression in Cedar's JSON form
 */
export function namedArguments(expression: Json | undefined): readonly NamedArgument[] {
  const found: NamedArgument[] = [];
  // A list, not a recursion: a long chain of conditions is as deep as it is long.
  const rest = [expression];
  for (let current = rest.pop(); current !== undefined; current = rest.pop()) {
    const named = nameOf(current);
    if (named !== undefined) found.push(named);
    else if (Array.isArray(current)) rest.push(...current);
    else if (isJsonObject(current)) rest.push(...membersOf(current));
  }
  return found;
}

/** The operands of a node; a literal holds no expression. */
function membersOf(node: JsonObject): readonly Json[] {
  return Object.entries(node).flatMap(([key, inner]) => (key === 'Value' || inner === undefined ? [] : [inner]));
}

function nameOf(expression: Json): NamedArgument | undefined {
  const path = pathOf(expression);
  if (path !== undefined) return { path, presence: false };
  if (!isJsonObject(expression) || !isJsonObject(expression.has)) return undefined;
  const { left, attr } = expression.has;
  const base = pathOf(left);
  const names: readonly Json[] = Array.isArray(attr) ? attr : [attr ?? null];
  return base && { path: [...base, ...names.map(String)], presence: true };
}

/** The path below `context.input`, if the expression is one. */
function pathOf(expression: Json | undefined): readonly string[] | undefined {
  if (!isJsonObject(expression) || !isJsonObject(expression['.'])) return undefined;
  const { left, attr } = expression['.'];
  if (isJsonObject(left) && left.Var === 'context') return attr === 'input' ? [] : undefined;
  const base = pathOf(left);
  return base && [...base, String(attr)];
}

/**
 * Whether what a policy names of the arguments has a counterpart in Cedar. `null`, fractions, integers beyond 2^53-1 and texts
 * with half a surrogate pair have none.
 */
export function isMappable({ path, presence }: NamedArgument, input: JsonObject, work: Work): boolean {
  let value: Json | undefined = input;
  for (const key of path) {
    if (!isJsonObject(value)) return isMappableValue(value, work);
    if (!Object.hasOwn(value, key)) return true;
    value = value[key];
  }
  return presence && typeof value === 'object' && value !== null ? true : isMappableValue(value, work);
}

function isMappableValue(value: Json | undefined, work: Work): boolean {
  if (!spend(work, 1)) return false;
  if (typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value === 'string') return spend(work, value.length >> 4) && value.isWellFormed();
  if (Array.isArray(value)) return value.every((each: Json) => isMappableValue(each, work));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isMappableValue(inner, work));
}
