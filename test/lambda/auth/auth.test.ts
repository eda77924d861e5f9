import { authenticate } from '../../../lambda/auth/index.ts';

test('without authentication everyone is the same caller, and holds no scope', () => {
  expect(authenticate()).toBe(authenticate());
  expect(authenticate().scopes.size).toBe(0);
});
