import { tagProblems } from '../../../../lib/config/checks/index.ts';

test.each([
  ['team', 'platform'],
  ['cost-center', '4711'],
  ['owner@example.com', 'a b_c.d:e/f=g+h-i@j'],
  ['Größe', 'groß'],
  ['k'.repeat(128), 'v'.repeat(256)],
])('the tag %j: %j is accepted', (key, value) => {
  expect(tagProblems({ [key]: value })).toEqual([]);
});

test.each([
  ['', 'x', 'expected a key of 1 to 128 characters, not 0'],
  ['k'.repeat(129), 'x', 'expected a key of 1 to 128 characters, not 129'],
  ['team', '', 'expected a value, which CloudFormation requires; remove the tag, or give it a value such as "-"'],
  ['team;name', 'x', 'expected a key of letters, digits, spaces and _ . : / = + - @'],
  ['AWS:team', 'x', 'expected a key that does not begin with aws:, which AWS reserves'],
  ['spillway:stage', 'x', 'expected a key that does not begin with spillway:, which Spillway sets by itself'],
  ['team', 'v'.repeat(257), 'expected a value of at most 256 characters, not 257'],
  ['team', 'a & b', 'expected a value of letters, digits, spaces and _ . : / = + - @'],
  ['team', 'a\nb', 'expected a value of letters, digits, spaces and _ . : / = + - @'],
])('the tag %j: %j is refused', (key, value, message) => {
  expect(tagProblems({ [key]: value })).toEqual([{ key, message }]);
});

test('two keys that differ in case alone are refused, both with the other', () => {
  expect(tagProblems({ Team: 'a', team: 'b', stage: 'c' })).toEqual([
    { key: 'Team', message: 'expected keys that differ in more than case: IAM refuses this one beside team' },
    { key: 'team', message: 'expected keys that differ in more than case: IAM refuses this one beside Team' },
  ]);
});

test('a stage has at most 49 tags', () => {
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'x']));

  expect(tagProblems(tags(49))).toEqual([]);
  expect(tagProblems(tags(50))).toEqual([
    { message: 'expected at most 49 tags, found 50: AWS allows 50, and Spillway adds spillway:stage' },
  ]);
});
