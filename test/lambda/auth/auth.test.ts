import { ANONYMOUS, anonymousOnly } from '../../../lambda/auth/index.ts';
import type { HttpRequest } from '../../../lambda/http.ts';

const REQUEST: HttpRequest = {
  method: 'POST',
  path: '/mcp/orders',
  headers: {},
  body: '{}',
  remainingMs: 1000,
  streams: true,
};

test('without authentication everyone is the same caller, and holds no scope', () => {
  expect(anonymousOnly(REQUEST, 'orders')).toEqual({ principal: ANONYMOUS });
  expect(anonymousOnly({ ...REQUEST, headers: { authorization: 'Bearer x' } }, 'other')).toEqual({
    principal: ANONYMOUS,
  });
  expect(ANONYMOUS.scopes.size).toBe(0);
});
