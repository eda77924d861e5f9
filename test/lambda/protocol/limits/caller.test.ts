import { ANONYMOUS, type Principal } from '../../../../lambda/auth/index.ts';
import { countOperation, operationsOfCaller } from '../../../../lambda/protocol/limits/index.ts';
import type { LimitState } from '../../../../lambda/state/types.ts';

const MESSAGE = { id: 1, method: 'tools/call', params: {} };
const KEY: Principal = { kind: 'key', id: 'key:a', scopes: new Set() };
const REQUEST = { method: 'POST', path: '/mcp', headers: {}, body: '', remainingMs: 1, streams: true };

/** Limits that fail if anything of them is used. */
const untouched: LimitState = {
  get rates(): never {
    throw new Error('used');
  },
  operationsOf: () => {
    throw new Error('used');
  },
};

test.each<[string, Principal]>([
  ['a key without limits', KEY],
  ['a key with none of these limits', { ...KEY, limits: {} }],
  ['a user', { ...KEY, kind: 'user', id: 'user:a|b' }],
  ['a caller without credentials, on a stage without a limit', ANONYMOUS],
])('%s is admitted without a promise, and nothing is looked at', (_, principal) => {
  const context = { request: REQUEST, principal, limits: { state: untouched, anonymous: undefined } };
  expect(countOperation(MESSAGE, context)).toBeUndefined();
  expect(operationsOfCaller(MESSAGE, context)).toBeUndefined();
});

test('what memory decides needs no promise', () => {
  const waits = [0, 1_500];
  const state = { ...{ operationsOf: untouched.operationsOf }, rates: { take: () => waits.shift() ?? 0 } };
  const principal = { ...KEY, limits: { requestsPerSecond: 1 } };
  const context = { request: REQUEST, principal, limits: { state, anonymous: undefined } };
  expect(countOperation(MESSAGE, context)).toBeUndefined();
  expect(() => countOperation(MESSAGE, context)).toThrow('Wait 2 seconds, then try again');
});
