import { denying } from '../../../support/policies.ts';
import { accessOf } from '../support/access.ts';

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
