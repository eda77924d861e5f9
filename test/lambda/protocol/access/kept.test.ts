import type { Principal } from '../../../../lambda/auth/index.ts';
import { denying } from '../../../support/policies.ts';
import { accessOf, callerWith } from '../support/access.ts';

// The messages of a batch share what is known of their caller.
test('a decision about a tool is none about a prompt or resource of the same name', () => {
  const access = accessOf({ policies: denying(['prompt:x', 'resource:x']) });

  expect(access.sees('tools', 'x', [])).toBe(true);
  expect(access.sees('prompts', 'x', [])).toBe(false);
  expect(access.sees('tools', 'x', [])).toBe(true);
  expect(access.sees('resources', 'x', [])).toBe(false);
});

test('a decision about a tool is none about another one', () => {
  const access = accessOf({ policies: denying(['tool:y']) });

  expect(access.sees('tools', 'x', [])).toBe(true);
  expect(access.sees('tools', 'y', [])).toBe(false);
  expect(access.sees('tools', 'x', [])).toBe(true);
});

test('a decision about a tool is none about the same tool with other scopes', () => {
  const access = accessOf({ principal: callerWith(['a']), policies: denying([]) });

  expect(access.sees('tools', 'x', ['a'])).toBe(true);
  expect(access.sees('tools', 'x', ['b'])).toBe(false);
  expect(access.sees('tools', 'x', ['a', 'b'])).toBe(false);
  expect(access.sees('tools', 'x', [])).toBe(true);
});

test('what is kept of a caller is kept under everything that decisions depend on', () => {
  const changes: readonly Partial<Principal>[] = [
    {},
    { kind: 'key' },
    { id: 'user:https://issuer.example|bob' },
    { scopes: new Set(['x', 'y']) },
    { servers: new Set(['a']) },
    { servers: new Set(['b']) },
    { groups: ['a'] },
    { groups: ['b'] },
    { claims: { a: 1 } },
    { client: 'a' },
  ];

  const keys = changes.map((change) => accessOf({ principal: callerWith(['x'], change) }).key);

  expect(new Set(keys).size).toBe(changes.length);
  expect(accessOf({ principal: callerWith(['y', 'x']) }).key).toBe(accessOf({ principal: callerWith(['x', 'y']) }).key);
});
