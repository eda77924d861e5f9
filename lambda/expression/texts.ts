import type { Fault, KeyPath } from '../fault.ts';
import type { Json, JsonObject } from '../json.ts';
import { checkTemplate } from './check.ts';
import { lostLists } from './lists.ts';
import type { Shapes } from './members.ts';
import type { Variable } from './path.ts';

/** The keys of a block whose values are templates, such as `pagination.items`, and the variables available to each. */
export type TemplateKeys = Readonly<Record<string, readonly Variable[]>>;

/** What {@link checkTexts} knows of a block. */
interface BlockFacts {
  /** Its templates; everything below such a key is part of the template. */
  readonly templates: TemplateKeys;
  /** What the variables of the templates hold, as far as it is known. */
  readonly shapes?: Shapes;
  /** What the variables of one template hold instead, by its key. */
  readonly shapesOf?: Readonly<Record<string, Shapes>>;
  /** What the value of `result` must be. */
  readonly output?: JsonObject | undefined;
  /** The block's other faults; a text with one of them gets no second fault for looking like an expression. */
  readonly known?: readonly Fault[];
}

/**
 * Checks every text of a block: the expressions of its templates, and that nothing else looks like an expression.
 *
 * @param block a target
 */
export async function checkTexts(
  block: JsonObject,
  { templates, shapes = {}, shapesOf = {}, output, known = [] }: BlockFacts,
): Promise<Fault[]> {
  const isElsewhere = (path: KeyPath) => Object.hasOwn(templates, path.join('.')) || hasFault(path, known);
  const faults = literalFaults(block, isElsewhere);
  for (const [key, variables] of Object.entries(templates)) {
    const path = key.split('.');
    const value = valueAt(block, path);
    const held = { ...shapes, ...shapesOf[key] };
    const errors = await checkTemplate(value, path, variables, held);
    const schema = key === 'result' ? output : undefined;
    faults.push(...errors, ...(errors.length === 0 ? await lostLists(value, { path, shapes: held, schema }) : []));
  }
  return faults;
}

function hasFault(path: KeyPath, known: readonly Fault[]): boolean {
  const key = path.join('.');
  return path.length > 0 && known.some((fault) => fault.path.join('.') === key);
}

/**
 * Finds texts and keys that look like an expression where nothing is evaluated: they would be sent as they are written.
 *
 * @param isElsewhere returns whether something else checks the value at a path
 */
export function literalFaults(
  value: Json | undefined,
  isElsewhere: (path: KeyPath) => boolean = () => false,
  path: KeyPath = [],
): Fault[] {
  if (isElsewhere(path)) return [];
  if (typeof value === 'string') return value.includes('{%') ? [{ path, message: NOT_EVALUATED }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const faults = literalFaults(inner, isElsewhere, at);
    return key.includes('{%') ? [{ path: at, message: NO_KEY }, ...faults] : faults;
  });
}

/**
 * Finds texts with `{name}` that would be sent as they are written.
 *
 * @param value what has no placeholders
 * @param names what authors expect to be filled in
 * @param messageOf the words for a name
 * @returns warnings
 */
export function unfilledFaults(
  value: Json | undefined,
  names: readonly string[],
  messageOf: (name: string) => string,
  path: KeyPath = [],
): Fault[] {
  if (typeof value === 'string') {
    const found = unfilledName(value, names);
    return found === undefined ? [] : [{ severity: 'warning', path, message: messageOf(found) }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unfilledFaults(inner, names, messageOf, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

const PLACEHOLDER = /\{([A-Za-z_][\w-]*)\}/g;

/** A text with other braces, such as a query of GraphQL, is of another language. */
function unfilledName(text: string, names: readonly string[]): string | undefined {
  if (/[{}]/.test(text.replace(PLACEHOLDER, ''))) return undefined;
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).find((name) => names.includes(name));
}

const NOT_EVALUATED = '`{% %}` is not evaluated here: write the value itself, without `{%`';
const NO_KEY = 'a key cannot be an expression: write the name itself, without `{%`';

function valueAt(block: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as JsonObject)[key] : undefined),
    block,
  );
}
