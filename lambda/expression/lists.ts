import type { Fault, KeyPath } from '../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Shapes } from './members.ts';
import { expressionSource } from './template.ts';

/** Keys whose templates make JSON, in which one value and a list of one are different things. */
const OF_JSON = new Set([
  'result',
  'row',
  'body',
  'payload',
  'item',
  'expressionAttributeValues',
  'json',
  'structuredContent',
]);

interface Place {
  readonly path: KeyPath;
  readonly shapes: Shapes;
  /** What the value must be, if the document says it. */
  readonly schema?: JsonObject | undefined;
}

/**
 * Finds expressions that give a list, but not of one item and of none: JSONata gives the only item itself, and nothing. Where a
 * schema says what the value is, nothing is lost: one becomes a list where it says list.
 *
 * @param value a template
 * @returns warnings with the fix
 */
export async function lostLists(value: Json | undefined, place: Place): Promise<Fault[]> {
  if (!OF_JSON.has(String(place.path[0]))) return [];
  return lostIn(value, place);
}

async function lostIn(value: Json | undefined, { path, shapes, schema }: Place): Promise<Fault[]> {
  if (typeof value === 'string') return lostInText(value, { path, shapes, schema });
  if (typeof value !== 'object' || value === null) return [];
  const faults: Fault[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    faults.push(...(await lostIn(inner, { path: at, shapes, schema: memberSchema(schema, key) })));
  }
  return faults;
}

async function lostInText(text: string, { path, shapes, schema }: Place): Promise<Fault[]> {
  const source = expressionSource(text);
  if (source === undefined) return [];
  const { default: jsonata } = await import('jsonata');
  let root: Node;
  try {
    root = jsonata(source).ast() as unknown as Node;
  } catch {
    return []; // another check reports it
  }
  return losses(root, { schema, shapes }).map((message) => ({ severity: 'warning', path, message }));
}

function memberSchema(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const properties = schema?.properties;
  const member = isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return isJsonObject(member) ? member : undefined;
}

/** A node of jsonata's syntax tree. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly steps?: readonly Node[];
  readonly stages?: readonly { readonly type: string; readonly expr: Node }[];
  readonly predicate?: readonly { readonly type: string; readonly expr: Node }[];
  readonly group?: unknown;
  readonly expressions?: readonly Node[];
  readonly then?: Node;
  readonly else?: Node;
  readonly lhs?: unknown;
  readonly procedure?: Node;
}

interface Facts {
  readonly schema: JsonObject | undefined;
  readonly shapes: Shapes;
}

/** The losses of the value that an expression gives: of itself, of the branches of a condition, and of members of an object. */
function losses(node: Node | undefined, facts: Facts): string[] {
  const { schema, shapes } = facts;
  if (node === undefined) return [];
  if (node.type === 'block') return losses(node.expressions?.at(-1), facts);
  if (node.type === 'condition') return [...losses(node.then, facts), ...losses(node.else, facts)];
  if (node.type === 'unary' && node.value === '{' && Array.isArray(node.lhs)) {
    return (node.lhs as readonly (readonly [Node, Node])[]).flatMap(([key, value]) =>
      losses(value, { ...facts, schema: memberSchema(schema, String(key.value)) }),
    );
  }
  if (schema?.type !== undefined) return [];
  if (node.type === 'path' && losesList(node, shapes)) return [lossOf(pathText(node))];
  const name = String(node.procedure?.value);
  if (node.type !== 'function' || !LISTING_FUNCTIONS.has(name)) return [];
  return node.keepArray === true || node.predicate !== undefined ? [] : [lossOf(`$${name}(...)`)];
}

/** Functions whose list of one is its only item. */
const LISTING_FUNCTIONS = new Set(['map', 'filter', 'each', 'match']);

function lossOf(what: string): string {
  return `${what} gives a list of one item as the item itself, and an empty list as nothing: for a list in every case, write [${what}]`;
}

function pathText({ steps = [] }: Node): string {
  const texts = steps.map((step) => {
    const filter = step.stages === undefined && step.predicate === undefined ? '' : '[...]';
    if (step.type === 'variable') return `$${String(step.value)}${filter}`;
    if (step.type === 'name') return `${String(step.value)}${filter}`;
    if (step.type === 'sort') return '^(...)';
    if (step.type === 'wildcard' || step.type === 'descendant') return `${String(step.value)}${filter}`;
    return step.value === '{' ? `{ ... }${filter}` : `(...)${filter}`;
  });
  return texts.join('.').replaceAll('.^', '^');
}

/** Whether a path maps over what is, or is named like, a list, or filters it, and keeps nothing of that. */
function losesList({ steps = [], group, keepSingletonArray, keepArray }: Node, shapes: Shapes): boolean {
  if (group !== undefined || keepSingletonArray === true || keepArray === true) return false;
  const [first] = steps;
  let schema = first?.type === 'variable' ? shapes[String(first.value) as keyof Shapes] : undefined;
  let isList = schema?.type === 'array';
  let isLost = false;
  for (const [index, step] of steps.entries()) {
    if (index > 0 && step.type !== 'sort') {
      // a step into a list maps it, and what is mapped collapses
      if ((isList && !isCount(step)) || (isCollection(steps[index - 1], schema) && step.type !== 'name')) isLost = true;
      schema = step.type === 'name' ? memberOf(schema, String(step.value)) : undefined;
      isList = step.type === 'name' && isNamedList(step, schema);
    }
    if (step.type === 'wildcard' || step.type === 'descendant' || step.type === 'sort') isLost = true;
    for (const { expr } of step.stages ?? step.predicate ?? []) {
      const picksOne = expr.type === 'number' || (expr.type === 'unary' && expr.value === '-');
      isLost = !picksOne;
      isList = !picksOne;
    }
  }
  return isLost;
}

function memberOf(schema: JsonObject | undefined, name: string): JsonObject | undefined {
  const object = schema?.type === 'array' ? schema.items : schema;
  return memberSchema(isJsonObject(object) ? object : undefined, name);
}

/** Names that are plurals. Of others, nothing is said: `$response.body.user.name` is one name. */
const PLURAL = /(?:[^aisu]s|ies|es|List|_list)$/;
const NO_PLURAL =
  /(?:address|status|access|process|progress|class|news|series|links|settings|details|fields|attributes|properties|headers)$/i;
/** Names that APIs have for their lists, and for other things as well: lists where each item is made into something. */
const COLLECTION = new Set(['data', 'value', 'list', 'content', 'children', 'feed', 'entry', 'record']);

function isNamedList({ value }: Node, schema: JsonObject | undefined): boolean {
  if (schema?.type !== undefined) return schema.type === 'array';
  const name = String(value);
  return PLURAL.test(name) && !NO_PLURAL.test(name);
}

/** What stands beside a list, in an object with a plural's name. */
const isCount = ({ type, value }: Node) =>
  type === 'name' && /^(?:total|count|length|size|pageInfo|has_?more)$/i.test(String(value));

function isCollection(step: Node | undefined, schema: JsonObject | undefined): boolean {
  return step?.type === 'name' && schema?.type === undefined && COLLECTION.has(String(step.value));
}
