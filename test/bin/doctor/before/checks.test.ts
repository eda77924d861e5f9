import { BEFORE_CHECKS } from '../../../../bin/cli/doctor/before/index.ts';

test('each check has an ID of its own in kebab case, and a title', () => {
  const ids = BEFORE_CHECKS.map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, title } of BEFORE_CHECKS) {
    expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(title).not.toBe('');
  }
});
