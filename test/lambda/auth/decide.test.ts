import {
  ANONYMOUS,
  type Decision,
  decide,
  neededScopes,
  type Principal,
  type ServerAccess,
} from '../../../lambda/auth/index.ts';
import type { PolicyRequest, PolicyResult, ServerPolicies } from '../../../lambda/auth/policies.ts';

const SERVER: ServerAccess = { server: 'orders', scopes: [], stepUp: ['orders:write', 'orders:admin'] };
const key: Principal = { kind: 'key', id: 'key:reader', scopes: new Set(['orders:read']) };
const user: Principal = { kind: 'user', id: 'user:https://issuer.example|ada', scopes: new Set(['orders:read']) };
const ACTION = 'tool:list_orders';
const ALLOWED: Decision = { kind: 'allowed' };
const HIDDEN: Decision = { kind: 'hidden' };
const missing = (...scopes: string[]): Decision => ({ kind: 'missing-scopes', scopes });

/** Policies that decide by a function, and record what they were asked. */
function policies(evaluate: (request: PolicyRequest) => PolicyResult) {
  const asked: PolicyRequest[] = [];
  const all: ServerPolicies = {
    version: 1,
    readsTime: false,
    evaluate(request) {
      asked.push(request);
      return evaluate(request);
    },
  };
  return { ...all, asked };
}

describe('a decision by scopes', () => {
  test.each<[string, readonly string[], Principal, Decision]>([
    ['a document without scopes is for everyone', [], ANONYMOUS, ALLOWED],
    ['a caller with every scope is allowed', ['orders:read'], user, ALLOWED],
    [
      'a user without scopes of the step-up list learns all that are missing',
      ['orders:write', 'orders:read', 'orders:admin'],
      user,
      missing('orders:write', 'orders:admin'),
    ],
    ['so does a caller without credentials', ['orders:write'], ANONYMOUS, missing('orders:write')],
    ['nothing is offered to a key', ['orders:write'], key, HIDDEN],
    ['one missing scope outside the list hides the document', ['orders:write', 'audit'], user, HIDDEN],
    ['scopes match whole, by case', ['Orders:Read'], user, HIDDEN],
  ])('%s', (_rule, scopes, principal, expected) => {
    expect(decide({ principal, server: SERVER, action: ACTION, scopes, now: 0 })).toEqual(expected);
  });

  test('without policies it depends neither on the action nor on the arguments', () => {
    const decisions = (['list', 'tool:a', 'prompt:a', 'resource:x://a'] as const).flatMap((action) => [
      decide({ principal: user, server: SERVER, action, scopes: ['orders:read'], now: 0 }),
      decide({ principal: user, server: SERVER, action, scopes: ['orders:read'], arguments: { id: 1 }, now: 0 }),
    ]);
    expect(new Set(decisions.map(({ kind }) => kind))).toEqual(new Set(['allowed']));
  });

  test('an allowed caller gets the same object each time', () => {
    const request = { principal: user, server: SERVER, action: ACTION, scopes: ['orders:read'], now: 0 } as const;
    expect(decide(request)).toBe(decide(request));
  });
});

describe('a decision about a server', () => {
  const scoped: ServerAccess = { server: 'orders', scopes: ['orders:use'], stepUp: [] };
  const offered: ServerAccess = { ...scoped, stepUp: ['orders:use', 'orders:write'] };
  const about = (principal: Principal, server: ServerAccess, scopes: readonly string[] = []) =>
    decide({ principal, server, action: 'list', scopes, now: 0 });

  test('its scopes are needed for anything of it', () => {
    expect(about(user, scoped)).toEqual(HIDDEN);
    expect(about({ ...user, scopes: new Set(['orders:use']) }, scoped)).toEqual(ALLOWED);
    expect(about(user, offered)).toEqual(missing('orders:use'));
    expect(about(user, offered, ['orders:write', 'orders:use'])).toEqual(missing('orders:use', 'orders:write'));
    expect(about(key, offered)).toEqual(HIDDEN);
  });

  test('credentials for other servers are worth nothing, whatever their scopes', () => {
    const limited = { ...key, servers: new Set(['other']) };
    expect(about(limited, SERVER)).toEqual(HIDDEN);
    expect(about({ ...key, servers: new Set(['other', 'orders']) }, SERVER)).toEqual(ALLOWED);
    expect(about({ ...key, servers: new Set() }, SERVER)).toEqual(HIDDEN);
  });
});

describe('a decision by policies', () => {
  const decided = (all: ServerPolicies, rest: { scopes?: readonly string[]; arguments?: { id: number } } = {}) =>
    decide({ principal: user, server: SERVER, action: ACTION, scopes: [], policies: all, now: 7, ...rest });

  test.each<[PolicyResult, PolicyResult, Decision, Decision]>([
    ['allow', 'allow', ALLOWED, ALLOWED],
    ['unknown', 'allow', ALLOWED, ALLOWED],
    ['unknown', 'deny', ALLOWED, { kind: 'denied' }],
    ['unknown', 'unknown', ALLOWED, { kind: 'denied' }],
    ['deny', 'deny', HIDDEN, HIDDEN],
  ])('%s without arguments and %s with them', (without, withArguments, existence, call) => {
    const all = policies((request) => (request.arguments === undefined ? without : withArguments));
    expect([decided(all), decided(all, { arguments: { id: 1 } })]).toEqual([existence, call]);
  });

  test('receive plain data', () => {
    const all = policies(() => 'allow');
    decided(all, { arguments: { id: 1 } });
    expect(all.asked).toEqual([{ principal: user, action: ACTION, arguments: { id: 1 }, now: 7 }]);
  });

  test('a document that policy certainly denies is not offered', () => {
    expect(
      decided(
        policies(() => 'deny'),
        { scopes: ['orders:write'] },
      ),
    ).toEqual(HIDDEN);
    expect(
      decided(
        policies(() => 'unknown'),
        { scopes: ['orders:write'] },
      ),
    ).toEqual(missing('orders:write'));
  });

  test('are not asked about a document that scopes hide, nor about arguments while scopes are missing', () => {
    const all = policies(() => 'allow');
    decided(all, { scopes: ['audit'], arguments: { id: 1 } });
    expect(all.asked).toEqual([]);
    decided(all, { scopes: ['orders:write'], arguments: { id: 1 } });
    expect(all.asked.map((request) => request.arguments)).toEqual([undefined]);
  });

  test('are not asked about lists, which name no document', () => {
    const all = policies(() => 'deny');
    expect(decide({ principal: user, server: SERVER, action: 'list', scopes: [], policies: all, now: 0 })).toEqual(
      ALLOWED,
    );
    expect(all.asked).toEqual([]);
  });
});

describe('the scopes of a challenge', () => {
  const server = {
    server: 'orders',
    scopes: ['orders:use'],
    stepUp: [],
    namedScopes: ['offline_access', 'orders:read', 'orders:use', 'orders:write'],
  };

  test('are all that the operation needs, and the granted ones that this server names', () => {
    const caller = { ...user, scopes: new Set(['orders:read', 'mail:send', 'orders:use']) };
    expect(neededScopes(caller, server, ['orders:write'])).toEqual(['orders:use', 'orders:write', 'orders:read']);
  });

  test('never ask for an ID token or a refresh token', () => {
    const caller = { ...user, scopes: new Set(['offline_access', 'openid']) };
    expect(neededScopes(caller, server, ['openid', 'orders:write'])).toEqual(['orders:use', 'orders:write']);
  });
});
