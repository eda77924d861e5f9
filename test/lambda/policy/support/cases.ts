import type { Json, JsonObject } from '../../../../lambda/json.ts';
import type { EntityJson, IdentifiedPolicy, ScopeJson } from '../../../../lambda/policy/index.ts';
import type { Random } from './random.ts';

/** A request of a seeded case. */
export interface Request {
  readonly principal: EntityJson;
  readonly groups: readonly string[];
  readonly action: string;
  readonly input: JsonObject;
  readonly nowMs: number;
}

export const SERVER = 'orders';
const PRINCIPALS: readonly EntityJson[] = [
  { type: 'Key', id: 'k1' },
  { type: 'User', id: 'https://id.example.com|ana' },
  { type: 'User', id: 'https://id.example.com|bo' },
  { type: 'Anonymous', id: 'all' },
];
const GROUPS = ['https://id.example.com|staff', 'https://id.example.com|audit'];
const ACTIONS = ['tool:refund', 'tool:find', 'prompt:summary', 'resource:file:///{name}'];
const ACTION_IDS = [...ACTIONS, 'tools', 'prompts', 'resources'];
const ENTITIES: readonly EntityJson[] = [
  ...PRINCIPALS,
  ...GROUPS.map((id) => ({ type: 'Group', id })),
  ...ACTION_IDS.map((id) => ({ type: 'Action', id })),
  { type: 'Server', id: SERVER },
  { type: 'Server', id: 'other' },
  { type: 'User', id: 'nobody' },
];
const TYPES = ['User', 'Key', 'Anonymous', 'Group', 'Server', 'Action'];
const TEXTS = ['', 'a', 'ab', 'a*b', 'aab', 'abab', '😀', 'x😀y', 'A', 'staff', '\u0000', '\\', 'ab*', '__proto__'];
const LONGS = [-2, -1, 0, 1, 2, 3, 100, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const MOMENTS = [0, -1, 86_400_000, 1_700_000_000_000, 1_700_000_000_001, -62_167_219_200_000];
const DATETIMES = [
  '1970-01-01',
  '2023-11-14T22:13:20Z',
  '2023-11-14T22:13:20.001Z',
  '2023-11-15T00:13:20+0200',
  '0000-01-01',
  '9999-12-31T23:59:59.999-2359',
  '1969-12-31T23:59:59.999Z',
];
const DURATIONS = ['0ms', '1h', '-1d', '1d2h3m4s5ms', '90m', '-1ms', '106751991167d', '9223372036854775807ms', '36h'];

/** The arguments of every request: their names and types. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  b: 'bool',
  c: 'bool',
  n: 'long',
  m: 'long',
  s: 'string',
  t: 'string',
  ns: 'set of long',
  ss: 'set of string',
  nss: 'set of set of long',
  r: 'record',
  __proto__x: 'long',
};
const INNER: Readonly<Record<string, string>> = { n: 'long', s: 'string', r: 'record' };

/** Makes the policies of a case. */
export function makePolicies(random: Random): readonly IdentifiedPolicy[] {
  return Array.from({ length: 2 + random.below(4) }, (_, index) => ({
    id: `p${index}`,
    json: {
      effect: random.chance(0.4) ? ('forbid' as const) : ('permit' as const),
      principal: makePrincipalScope(random),
      action: makeActionScope(random),
      resource: makeResourceScope(random),
      conditions: Array.from({ length: random.below(3) }, () => ({
        kind: random.chance(0.75) ? ('when' as const) : ('unless' as const),
        body: expression(random, 'bool', 4),
      })),
    },
  }));
}

/** Makes a request, most of the time with the arguments that the policies expect. */
export function makeRequest(random: Random): Request {
  const principal = random.pick(PRINCIPALS);
  return {
    principal,
    groups: principal.type === 'User' ? GROUPS.filter(() => random.chance(0.5)) : [],
    action: random.pick(ACTIONS),
    input: makeRecord(random, ATTRIBUTES, 2),
    nowMs: random.pick(MOMENTS),
  };
}

function makeRecord(random: Random, attributes: Readonly<Record<string, string>>, depth: number): JsonObject {
  const present = Object.entries(attributes).filter(() => random.chance(0.85));
  return Object.fromEntries(
    present.map(([name, type]) => [
      name === '__proto__x' ? '__proto__' : name,
      makeValue(random, random.chance(0.04) ? random.pick(Object.values(attributes)) : type, depth),
    ]),
  );
}

function makeValue(random: Random, type: string, depth: number): Json {
  if (type === 'bool') return random.chance(0.5);
  if (type === 'long') return random.pick(LONGS);
  if (type === 'string') return random.pick(TEXTS);
  if (type === 'record') return depth === 0 ? {} : makeRecord(random, INNER, depth - 1);
  const element = type.replace(/^set of /, '');
  return Array.from({ length: random.below(4) }, () => makeValue(random, element, depth));
}

function makePrincipalScope(random: Random): ScopeJson {
  const group = { type: 'Group', id: random.pick(GROUPS) };
  return random.pick<ScopeJson>([
    ...Array.from({ length: 8 }, () => ({ op: 'All' })),
    { op: '==', entity: random.pick(PRINCIPALS) },
    { op: 'in', entity: random.chance(0.8) ? group : random.pick(PRINCIPALS) },
    { op: 'is', entity_type: random.pick(['User', 'Key', 'Anonymous']) },
    { op: 'is', entity_type: 'User', in: { entity: group } },
  ]);
}

function makeActionScope(random: Random): ScopeJson {
  const action = () => ({ type: 'Action', id: random.pick(ACTION_IDS) });
  return random.pick<ScopeJson>([
    ...Array.from({ length: 8 }, () => ({ op: 'All' })),
    { op: '==', entity: action() },
    { op: 'in', entity: action() },
    { op: 'in', entities: [action(), action()] },
    { op: 'in', entities: [] },
  ]);
}

function makeResourceScope(random: Random): ScopeJson {
  const server = { type: 'Server', id: random.chance(0.9) ? SERVER : 'other' };
  return random.pick<ScopeJson>([
    { op: 'All' },
    { op: '==', entity: server },
    { op: 'in', entity: server },
    { op: 'is', entity_type: 'Server' },
    { op: 'is', entity_type: 'Server', in: { entity: server } },
  ]);
}

const ALL_TYPES = [
  'bool',
  'long',
  'string',
  'set of long',
  'set of string',
  'set of set of long',
  'record',
  'entity',
  'set of entity',
  'datetime',
  'duration',
];

/** Makes an expression that is most of the time of a type. */
function expression(random: Random, wanted: string, depth: number): Json {
  const type = random.chance(0.06) ? random.pick(ALL_TYPES) : wanted;
  if (depth === 0 || random.chance(0.15)) return leaf(random, type);
  if (random.chance(0.06)) {
    const branches = ['if', 'then', 'else'].map((name): [string, Json] => [
      name,
      expression(random, name === 'if' ? 'bool' : type, depth - 1),
    ]);
    return { 'if-then-else': Object.fromEntries(branches) };
  }
  const make = COMPOUND[type];
  return make === undefined ? leaf(random, type) : make(random, (inner) => expression(random, inner, depth - 1));
}

type Make = (random: Random, operand: (type: string) => Json) => Json;

const sides = (left: Json, right: Json) => ({ left, right });

const COMPOUND: Readonly<Record<string, Make>> = {
  bool(random, operand) {
    const some = random.pick(ALL_TYPES);
    const element = random.pick(['long', 'string', 'set of long', 'entity']);
    const set = element === 'set of long' ? 'set of set of long' : `set of ${element}`;
    return random.pick<() => Json>([
      () => ({ '&&': sides(operand('bool'), operand('bool')) }),
      () => ({ '&&': sides(operand('bool'), operand('bool')) }),
      () => ({ '||': sides(operand('bool'), operand('bool')) }),
      () => ({ '||': sides(operand('bool'), operand('bool')) }),
      () => ({ '!': { arg: operand('bool') } }),
      () => ({ '==': sides(operand(some), operand(some)) }),
      () => ({ '!=': sides(operand(some), operand(some)) }),
      () => {
        const ordered = random.pick(['long', 'long', 'datetime', 'duration']);
        return { [random.pick(['<', '<=', '>', '>='])]: sides(operand(ordered), operand(ordered)) };
      },
      () => ({ in: sides(operand('entity'), operand(random.pick(['entity', 'set of entity']))) }),
      () => ({ is: { left: operand('entity'), entity_type: random.pick(TYPES) } }),
      () => ({ is: { left: operand('entity'), entity_type: random.pick(TYPES), in: operand('entity') } }),
      () => ({ contains: sides(operand(set), operand(element)) }),
      () => ({ [random.pick(['containsAll', 'containsAny'])]: sides(operand(set), operand(set)) }),
      () => ({ isEmpty: { arg: operand(random.pick(['set of long', 'set of entity'])) } }),
      () => ({ like: { left: operand('string'), pattern: makePattern(random) } }),
      () => ({ has: { left: INPUT, attr: random.pick([...Object.keys(ATTRIBUTES), '__proto__', 'constructor']) } }),
      () => ({ has: { left: INPUT, attr: ['r', random.pick(['n', 's', 'r', 'x'])] } }),
      () => ({ has: { left: operand(random.pick(['record', 'entity'])), attr: random.pick(['n', 's', 'x']) } }),
      () => ({ has: { left: { Var: 'context' }, attr: random.pick(['input', 'now', 'ip']) } }),
    ])();
  },
  long(random, operand) {
    return random.pick<() => Json>([
      () => ({ [random.pick(['+', '-', '*'])]: sides(operand('long'), operand('long')) }),
      () => ({ neg: { arg: operand('long') } }),
      () => ({
        [random.pick(['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'])]: [operand('duration')],
      }),
      () => leaf(random, 'long'),
      () => leaf(random, 'long'),
    ])();
  },
  datetime: (random, operand) =>
    random.chance(0.5) ? { offset: [operand('datetime'), operand('duration')] } : { toDate: [operand('datetime')] },
  duration: (random, operand) =>
    random.chance(0.5)
      ? { durationSince: [operand('datetime'), operand('datetime')] }
      : { toTime: [operand('datetime')] },
  record: (_random, operand) => ({ Record: { n: operand('long'), s: operand('string') } }),
  ...Object.fromEntries(
    ['long', 'string', 'set of long', 'entity'].map((element): [string, Make] => [
      `set of ${element}`,
      (random, operand) => ({ Set: Array.from({ length: random.below(4) }, () => operand(element)) }),
    ]),
  ),
};

const INPUT: Json = { '.': { left: { Var: 'context' }, attr: 'input' } };

function argumentOf(random: Random, type: string): Json {
  const names = Object.keys(ATTRIBUTES).filter((name) => ATTRIBUTES[name] === type);
  const attr = names.length === 0 || random.chance(0.03) ? random.pick(Object.keys(ATTRIBUTES)) : random.pick(names);
  const own: Json = { '.': { left: INPUT, attr: attr === '__proto__x' ? '__proto__' : attr } };
  const isInner = Object.values(INNER).includes(type) && random.chance(0.3);
  if (!isInner) return own;
  const inner = random.pick(Object.keys(INNER).filter((name) => INNER[name] === type));
  return { '.': { left: { '.': { left: INPUT, attr: 'r' } }, attr: inner } };
}

function leaf(random: Random, type: string): Json {
  if (type === 'entity') {
    const name = random.pick(['principal', 'principal', 'action', 'resource', '']);
    return name === '' ? literalEntity(random) : { Var: name };
  }
  if (type === 'datetime') {
    return random.chance(0.5)
      ? { '.': { left: { Var: 'context' }, attr: 'now' } }
      : call('datetime', random.pick(DATETIMES));
  }
  if (type === 'duration') return call('duration', random.pick(DURATIONS));
  if (type === 'set of entity') return { Set: Array.from({ length: random.below(4) }, () => literalEntity(random)) };
  if (random.chance(0.5)) return argumentOf(random, type);
  if (type === 'record') return { Record: { n: { Value: random.pick(LONGS) }, s: { Value: random.pick(TEXTS) } } };
  if (type.startsWith('set of ')) {
    const element = type.replace(/^set of /, '');
    return { Set: Array.from({ length: random.below(4) }, () => leaf(random, element)) };
  }
  return { Value: makeValue(random, type, 0) };
}

function literalEntity(random: Random): Json {
  return { Value: { __entity: { ...random.pick(ENTITIES) } } };
}

function call(name: string, text: string): Json {
  return { [name]: [{ Value: text }] };
}

function makePattern(random: Random): Json {
  return Array.from({ length: random.below(5) }, () =>
    random.chance(0.4) ? 'Wildcard' : { Literal: random.pick(['a', 'b', '*', '😀', 'x', '\\', 'ab']) },
  );
}
