import { ANONYMOUS, decide, type Principal } from '../../../lambda/auth/index.ts';

const reader: Principal = { kind: 'key', id: 'key:reader', scopes: new Set(['orders:read']) };

describe('a decision by scopes', () => {
  test.each<[string, readonly string[], Principal, unknown]>([
    ['a document without scopes is for everyone', [], ANONYMOUS, { kind: 'allowed' }],
    ['a caller with every scope is allowed', ['orders:read'], reader, { kind: 'allowed' }],
    [
      'a caller without a scope learns all that are missing',
      ['orders:write', 'orders:read', 'orders:admin'],
      reader,
      { kind: 'missing-scopes', scopes: ['orders:write', 'orders:admin'] },
    ],
    [
      'scopes match whole, by case',
      ['orders', 'Orders:Read'],
      reader,
      { kind: 'missing-scopes', scopes: ['orders', 'Orders:Read'] },
    ],
  ])('%s', (_rule, scopes, principal, expected) => {
    expect(decide({ principal, action: 'tool:list_orders', scopes })).toEqual(expected);
  });

  test('depends neither on the action nor on the arguments', () => {
    const scopes = ['orders:read'];
    const decisions = (['tool:a', 'prompt:a', 'resource:x://a'] as const).flatMap((action) => [
      decide({ principal: reader, action, scopes }),
      decide({ principal: reader, action, scopes, arguments: { id: 1 } }),
    ]);
    expect(new Set(decisions.map(({ kind }) => kind))).toEqual(new Set(['allowed']));
  });
});
