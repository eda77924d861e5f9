import fc from 'fast-check';
import type { DenyRule } from '../../../../lambda/auth/deny-list/entry.ts';
import { createDenyList, isDenied } from '../../../../lambda/auth/deny-list/index.ts';
import { ANONYMOUS, type Principal } from '../../../../lambda/auth/index.ts';
import { userId } from '../../../../lambda/auth/principal-id.ts';

const scopes = new Set<string>();

function user(issuer: string, subject: string, more: Partial<Principal> = {}): Principal {
  return { kind: 'user', id: userId(issuer, subject), scopes, ...more };
}

const ALICE = user('https://a.example', 'alice', { client: 'agent', issuedAt: 1_000 });
const BOB = user('https://b.example', 'alice', { client: 'agent', issuedAt: 2_000 });
const KEY: Principal = { kind: 'key', id: 'key:k1', scopes, issuedAt: 1_000 };
const CALLERS = { ALICE, BOB, KEY, ANONYMOUS };

describe('the deny list', () => {
  test.each<readonly [rule: DenyRule, denied: readonly (keyof typeof CALLERS)[]]>([
    [{ issuer: 'https://a.example' }, ['ALICE']],
    [{ issuer: 'https://a.example/' }, []],
    [{ subject: 'alice' }, ['ALICE', 'BOB']],
    [{ subject: 'alic' }, []],
    [{ issuer: 'https://b.example', subject: 'alice' }, ['BOB']],
    [{ issuer: 'https://b.example', subject: 'bob' }, []],
    [{ client: 'agent' }, ['ALICE', 'BOB']],
    [{ client: 'agent', issuer: 'https://a.example' }, ['ALICE']],
    [{ client: 'agent', subject: 'bob' }, []],
    [{ key: 'k1' }, ['KEY']],
    [{ key: 'k' }, []],
    [{ key: 'k1', subject: 'alice' }, []],
    [{ subject: 'k1' }, []],
    [{ subject: 'bob', key: 'k1' }, []],
    [{ subject: 'bob', issuedBefore: 3_000 }, []],
    [{ subject: 'bob', client: 'agent', issuer: 'https://a.example' }, []],
    [{ issuedBefore: 1_000 }, []],
    [{ issuedBefore: 1_001 }, ['ALICE', 'KEY']],
    [{ issuedBefore: 3_000, client: 'agent' }, ['ALICE', 'BOB']],
    [{ issuedBefore: 3_000, issuer: 'https://b.example' }, ['BOB']],
    [{ issuedBefore: 1_500, key: 'k1' }, ['KEY']],
    [{ issuedBefore: 1_500, subject: 'alice' }, ['ALICE']],
  ])('with %j', (rule, denied) => {
    const list = createDenyList([rule]);

    expect(Object.entries(CALLERS).flatMap(([name, caller]) => (isDenied(list, caller) ? [name] : []))).toEqual(denied);
  });

  test('is looked at only as far as it can concern the caller', () => {
    const rules = [{ issuer: 'i' }, { issuedBefore: 1 }, { subject: 's', client: 'c' }, { client: 'c' }, { key: 'k' }];

    const { bySubject, byKey, byClient, others, size } = createDenyList(rules);

    expect([bySubject.get('s'), byKey.get('k'), byClient.get('c')]).toEqual([[rules[2]], [rules[4]], [rules[3]]]);
    expect(others).toEqual(rules.slice(0, 2));
    expect(size).toBe(5);
  });

  test('keeps every entry for the same subject, key or client', () => {
    const issuers = ['https://a.example', 'https://b.example', 'https://c.example'];
    const list = createDenyList(issuers.map((issuer) => ({ issuer, subject: 'alice' })));

    expect([ALICE, BOB].map((caller) => isDenied(list, caller))).toEqual([true, true]);
  });

  test('denies credentials that do not say when they were issued', () => {
    const list = createDenyList([{ issuedBefore: 5 }]);

    expect(isDenied(list, { kind: 'key', id: 'key:k1', scopes })).toBe(true);
    expect(isDenied(list, ANONYMOUS)).toBe(false);
  });

  test('takes a name of a user for no issuer, whatever it contains', () => {
    const list = createDenyList([{ issuer: 'https://a.example', subject: 'x|y' }, { key: 'x' }]);

    expect(isDenied(list, user('https://a.example', 'x|y'))).toBe(true);
    expect(isDenied(list, user('https://b.example', 'https://a.example|x|y'))).toBe(false);
    expect(isDenied(list, user('https://b.example', 'key:x'))).toBe(false);
  });

  test('denies whom one of its entries denies, in whatever way it is looked up', () => {
    const names = fc.constantFrom('a', 'b', '__proto__');
    const rules = fc.record(
      { issuer: names, subject: names, client: names, key: names, issuedBefore: fc.integer({ min: 0, max: 3 }) },
      { requiredKeys: [] },
    );
    const callers = fc.record({
      issuer: names,
      subject: names,
      client: names,
      issuedAt: fc.integer({ min: 0, max: 3 }),
    });

    fc.assert(
      fc.property(fc.array(rules), callers, fc.boolean(), (given, { issuer, subject, client, issuedAt }, isKey) => {
        const list = given.filter((rule) => Object.keys(rule).length > 0);
        const caller: Principal = isKey
          ? { kind: 'key', id: `key:${subject}`, scopes, issuedAt }
          : user(issuer, subject, { client, issuedAt });
        const facts: DenyRule = isKey ? { key: subject } : { issuer, subject, client };
        const expected = list.some(({ issuedBefore, ...texts }) => {
          const isOlder = issuedBefore === undefined || issuedAt < issuedBefore;
          return isOlder && Object.entries(texts).every(([name, text]) => facts[name as keyof DenyRule] === text);
        });

        expect(isDenied(createDenyList(list), caller)).toBe(expected);
      }),
    );
  });
});

test('an entry of a user and a client denies neither with another', () => {
  const list = createDenyList([{ subject: 'alice', client: 'agent' }]);
  const alice: Principal = { kind: 'user', id: 'user:https://a.example|alice', scopes: new Set() };

  expect(isDenied(list, { ...alice, client: 'agent' })).toBe(true);
  expect(isDenied(list, { ...alice, client: 'other' })).toBe(false);
  expect(isDenied(list, alice)).toBe(false);
});
