import { blockProblem, readContent, withoutNulls } from '../../../lambda/content/index.ts';

const text = { type: 'text', text: 'a' } as const;

test('an optional member that is null counts as absent', () => {
  const resource = { uri: 'note://1', text: 'a', mimeType: null, _meta: null };

  const content = readContent([
    { ...text, annotations: null, _meta: null },
    { ...text, annotations: { audience: ['user'], priority: null, lastModified: null } },
    { type: 'resource', resource },
    { type: 'resource_link', uri: 'note://1', name: 'a', title: null, size: null, icons: null },
  ]);

  expect(content).toEqual([
    text,
    { ...text, annotations: { audience: ['user'] } },
    { type: 'resource', resource: { uri: 'note://1', text: 'a' } },
    { type: 'resource_link', uri: 'note://1', name: 'a' },
  ]);
});

test.each([
  ['annotations', { ...text, annotations: { audience: ['everyone'] } }],
  ['annotations', { ...text, annotations: { priority: 5 } }],
  ['annotations', { ...text, annotations: 'none' }],
  ['_meta', { ...text, _meta: [] }],
  ['title', { type: 'resource_link', uri: 'note://1', name: 'a', title: 7 }],
  ['size', { type: 'resource_link', uri: 'note://1', name: 'a', size: '7' }],
  ['icons', { type: 'resource_link', uri: 'note://1', name: 'a', icons: [{}] }],
  ['resource.mimeType', { type: 'resource', resource: { uri: 'note://1', text: 'a', mimeType: {} } }],
])('an optional %s that strict clients refuse is reported', (member, block) => {
  expect(readContent([text, block])).toBeUndefined();
  expect(blockProblem(block)).toContain(`needs ${member}, if present, `);
});

test('a required member that is null is missing', () => {
  expect(blockProblem(withoutNulls({ type: 'text', text: null }))).toBe('needs text, a string');
});
