import type { Json, JsonObject } from '../../../lambda/json.ts';
import { compilePolicies, Entity, UnsupportedPolicy } from '../../../lambda/policy/index.ts';
import { ALL, ANA, compile, decide, forbidWhen, permitWhen } from './support/decide.ts';
import { policyFrom } from './support/policy-from.ts';

describe('a decision', () => {
  test('is a denial without policies, and without one that applies', () => {
    expect(decide(compile(), {})).toBe('deny');
    expect(decide(compile(permitWhen('context.input.n == 1')), { n: 2 })).toBe('deny');
    expect(decide(compile('permit(principal, action, resource == Server::"other");'), {})).toBe('deny');
  });

  test('is a denial when a `forbid` applies, whatever permits', () => {
    expect(decide(compile(ALL, forbidWhen('context.input.n == 1')), { n: 1 })).toBe('deny');
    expect(decide(compile(ALL, forbidWhen('context.input.n == 1')), { n: 2 })).toBe('allow');
  });

  test('ignores a `permit` with an error, and denies for a `forbid` with one', () => {
    expect(decide(compile(permitWhen('context.input.n < "1"')), { n: 1 })).toBe('deny');
    expect(decide(compile(permitWhen('context.input.n < "1"'), ALL), { n: 1 })).toBe('allow');
    expect(decide(compile(ALL, forbidWhen('context.input.n < "1"')), { n: 1 })).toBe('deny');
    // 64 bits overflow: Cedar ignores this `forbid`, and allows.
    const overflow = forbidWhen('9007199254740991 * 9007199254740991 > context.input.n');
    expect(decide(compile(ALL, overflow), { n: 1 })).toBe('deny');
    // A policy of another action does not concern this one.
    const other = 'forbid(principal, action == Action::"tool:find", resource) when { context.input.n < "1" };';
    expect(decide(compile(ALL, other), { n: 1 })).toBe('allow');
    expect(decide(compile(ALL, other), { n: 1 }, { action: 'tool:find' })).toBe('deny');
  });

  test('knows principals, groups and actions in their groups', () => {
    const staff = 'permit(principal in Group::"https://id.example.com|staff", action in Action::"tools", resource);';
    expect(decide(compile(staff), {})).toBe('deny');
    expect(decide(compile(staff), {}, { groups: ['https://id.example.com|staff'] })).toBe('allow');
    const asked = { groups: ['https://id.example.com|staff'], action: 'prompt:refund' };
    expect(decide(compile(staff), {}, asked)).toBe('deny');
    const key = 'permit(principal == Key::"k1", action == Action::"resource:file:///{name}", resource);';
    const byKey = { principal: new Entity('Key', 'k1'), action: 'resource:file:///{name}' };
    expect(decide(compile(key), {}, byKey)).toBe('allow');
    expect(decide(compile(key), {}, { ...byKey, principal: new Entity('User', 'k1') })).toBe('deny');
  });

  test('reads the time', () => {
    const inOfficeHours = compile(permitWhen('context.now.toTime() < duration("8h")'));
    expect(inOfficeHours.readsTime).toBe(true);
    expect(decide(inOfficeHours, {}, { nowMs: 7.9 * 3_600_000 })).toBe('allow');
    expect(decide(inOfficeHours, {}, { nowMs: 8 * 3_600_000 })).toBe('deny');
    expect(compile(ALL).readsTime).toBe(false);
  });

  test('does not mix the entries of two actions', () => {
    const set = compile('permit(principal, action in [Action::"tool:a", Action::"prompts"], resource);');
    const of = (action: string) => decide(set, {}, { action });
    expect(['tool:a', 'tool:b', 'prompt:a', 'tool:a'].map(of)).toEqual(['allow', 'deny', 'allow', 'allow']);
  });
});

describe('an argument that Cedar has no value for', () => {
  const set = compile(ALL, forbidWhen('context.input has n && context.input.n == 100'));

  test.each<[string, Json]>([
    ['a fraction', 1.5],
    ['null', null],
    ['an integer beyond 2^53-1', 2 ** 53],
    ['half a surrogate pair', '\ud83d'],
    ['a list with null', [1, null]],
    ['an object with a fraction', { inner: [{ n: 0.1 }] }],
    ['an object with half a surrogate pair in a name', { '\ud83d': 1 }],
  ])('denies where a policy names it: %s', (_what, n) => {
    expect(decide(set, { n })).toBe('deny');
    expect(decide(set, { other: n })).toBe('allow');
  });

  test('denies before anything else is looked at', () => {
    expect(decide(compile(ALL, permitWhen('false && context.input.n == 1')), { n: null })).toBe('deny');
    expect(decide(compile(ALL, permitWhen('context.input == {}')), { n: null })).toBe('deny');
  });

  test('does not deny where only a policy of another action names it', () => {
    const other = 'permit(principal, action == Action::"tool:find", resource) when { context.input.n == 1 };';
    expect(decide(compile(ALL, other), { n: 1.5 })).toBe('allow');
  });

  test('denies by the part that is named', () => {
    const byPart = compile(permitWhen('context.input has order && context.input.order.items == [1]'));
    expect(decide(byPart, { order: { items: [1], weight: 1.5 } })).toBe('allow');
    expect(decide(byPart, { order: { items: [1, 1.5] } })).toBe('deny');
    expect(decide(byPart, { order: null })).toBe('deny');
    expect(decide(compile(permitWhen('context.input has order.weight')), { order: { weight: 1.5 } })).toBe('deny');
  });
});

describe('arguments are data', () => {
  test('`__entity` is an attribute', () => {
    const input = { who: { __entity: { type: 'User', id: ANA.id } } };
    expect(decide(compile(permitWhen('context.input.who == principal')), input)).toBe('deny');
    expect(decide(compile(permitWhen('context.input.who is User')), input)).toBe('deny');
    expect(decide(compile(permitWhen('context.input.who in principal')), input)).toBe('deny');
    expect(decide(compile(permitWhen('context.input.who["__entity"].type == "User"')), input)).toBe('allow');
  });

  test('`__extn` is an attribute', () => {
    const input = { at: { __extn: { fn: 'datetime', arg: '1970-01-01' } } };
    expect(decide(compile(permitWhen('context.input.at == context.now')), input)).toBe('deny');
    expect(decide(compile(permitWhen('context.input.at["__extn"].fn == "datetime"')), input)).toBe('allow');
  });

  test('`__proto__` is an attribute, and brings no others', () => {
    const input: JsonObject = JSON.parse('{"__proto__": {"admin": true}, "o": {"__proto__": {"admin": true}}}');
    expect(decide(compile(permitWhen('context.input has admin')), input)).toBe('deny');
    expect(decide(compile(permitWhen('context.input.o has admin')), input)).toBe('deny');
    expect(decide(compile(permitWhen('context.input["__proto__"].admin')), input)).toBe('allow');
  });
});

describe('without the arguments', () => {
  test.each([
    ['the permit names none', [ALL], 'allow'],
    ['the permit depends on one', [permitWhen('context.input.n < 100')], 'unknown'],
    ['the permit cannot apply to the caller', [permitWhen('context.input.n < 100 && principal is Key')], 'deny'],
    ['and in the other order', [permitWhen('principal is Key && context.input.n < 100')], 'deny'],
    ['the permit applies in any case', [permitWhen('principal is User || context.input.n < 100')], 'allow'],
    ['the argument may be missing', [permitWhen('context.input.n < 100 || principal is User')], 'unknown'],
    ['a permit applies beside it', [permitWhen('context.input.n < 100'), ALL], 'allow'],
    ['a forbid depends on one', [ALL, forbidWhen('context.input.n > 100')], 'unknown'],
    ['a forbid applies to the caller', [ALL, forbidWhen('principal is User')], 'deny'],
    ['a forbid applies or fails', [ALL, forbidWhen('context.input.n > 100 || true')], 'deny'],
    ['a forbid may fail', [ALL, forbidWhen('context.input.n > 100 && false')], 'unknown'],
    ['a forbid does not apply', [ALL, forbidWhen('principal is Key && context.input.n > 100')], 'allow'],
    ['a forbid certainly fails', [ALL, forbidWhen('[context.input.n, principal.name].isEmpty()')], 'deny'],
    ['unless', ['permit(principal, action, resource) unless { context.input.n > 100 };'], 'unknown'],
    ['unless, and never', ['permit(principal, action, resource) unless { true || context.input.n > 1 };'], 'deny'],
    ['has', [permitWhen('context.input has n')], 'unknown'],
    ['a forbid by has cannot fail', [ALL, forbidWhen('context.input has n && false')], 'allow'],
    ['if with branches of one result', [permitWhen('if context.input has n then true else true')], 'allow'],
    ['if that may fail', [permitWhen('if context.input.n == 1 then true else true')], 'unknown'],
    ['if with a branch that never applies', [permitWhen('if context.input.n == 1 then false else false')], 'deny'],
    ['a set of unknown elements', [permitWhen('[context.input.n].contains(1)')], 'unknown'],
    ['a record of unknown attributes', [permitWhen('{n: context.input.n} == {n: 1}')], 'unknown'],
    ['a text', [permitWhen('context.input.s like "a*"')], 'unknown'],
    ['negation', [permitWhen('!(context.input has n)')], 'unknown'],
    ['negation of what never applies', [permitWhen('!(context.input has n || true)')], 'deny'],
  ])('%s', (_title, texts, decision) => {
    expect(decide(compile(...texts), undefined)).toBe(decision);
  });
});

describe('a policy in an unknown form is refused', () => {
  const withBody = (body: Json) => [
    { id: 'p', json: { ...policyFrom(ALL), conditions: [{ kind: 'when' as const, body }] } },
  ];
  const value = { Value: 1 };

  test.each<[string, Json, string]>([
    ['a tag', { getTag: { left: { Var: 'principal' }, right: { Value: 'x' } } }, '`getTag` is not supported'],
    ['an address', { isLoopback: [{ ip: [{ Value: '127.0.0.1' }] }] }, '`isLoopback` is not supported'],
    ['a decimal', { decimal: [{ Value: '1.5' }] }, '`decimal` is not supported'],
    ['a slot', { Slot: '?principal' }, '`Slot` is not supported'],
    ['the whole context', { '==': { left: { Var: 'context' }, right: value } }, '`context` is used as a whole'],
    ['two nodes in one', { Value: 1, Var: 'principal' }, 'unknown form'],
    ['no node', 1, 'unknown form'],
    ['an extension in a literal', { Value: { __extn: { fn: 'ip', arg: '::1' } } }, 'a literal is not supported'],
    ['null', { Value: null }, 'a literal is not supported'],
    ['a set in a literal', { Value: [1] }, 'a literal is not supported'],
    ['a fraction', { Value: 1.5 }, 'beyond 2^53-1'],
    ['an integer beyond 2^53-1', { Value: 2 ** 53 }, 'beyond 2^53-1'],
    ['a constructor of an argument', { datetime: [{ Var: 'principal' }] }, 'not a literal'],
    ['a name of Object.prototype', { constructor: value }, '`constructor` is not supported'],
    ['an operand that is missing', { '==': { left: value } }, 'unknown form'],
    ['a pattern that is not known', { like: { left: value, pattern: ['Any'] } }, 'pattern element'],
    ['a function with two arguments', { toDate: [value, value] }, '`toDate` has an unknown form'],
    ['depth', Array.from({ length: 300 }).reduce<Json>((arg) => ({ '!': { arg } }), { Value: true }), 'nested deeper'],
  ])('%s', (_title, body, message) => {
    expect(() => compilePolicies('orders', withBody(body))).toThrow(UnsupportedPolicy);
    expect(() => compilePolicies('orders', withBody(body))).toThrow(message);
  });

  test('so is an effect or a scope that is not known', () => {
    const json = policyFrom(ALL);
    const compileOne = (more: object) => () => compilePolicies('orders', [{ id: 'p', json: { ...json, ...more } }]);
    expect(compileOne({ effect: 'allow' })).toThrow('p: the effect is not supported');
    expect(compileOne({ principal: { op: 'like' } })).toThrow('p: the scope `like` is not supported');
    expect(compileOne({ action: { op: 'is', entity_type: 'Action' } })).toThrow('p: the scope `is` is not supported');
    expect(compileOne({ resource: { op: '!=' } })).toThrow('p: the scope `!=` is not supported');
    expect(compileOne({ principal: { op: '==', slot: '?principal' } })).toThrow('p: a name is not a text');
    expect(compileOne({ conditions: [{ kind: 'if', body: { Value: true } }] })).toThrow('neither `when` nor `unless`');
  });
});
