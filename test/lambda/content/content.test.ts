import { TextContentSchema } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { blockProblem, mendBlock, readContent } from '../../../lambda/content/index.ts';
import { checkBlock } from '../../../lambda/content/publish.ts';

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
  ['annotations', { ...text, annotations: { lastModified: 'yesterday' } }],
  ['annotations', { ...text, annotations: { lastModified: '2025-02-30' } }],
  ['annotations', { ...text, annotations: 'none' }],
  ['_meta', { ...text, _meta: [] }],
  ['title', { type: 'resource_link', uri: 'note://1', name: 'a', title: 7 }],
  ['size', { type: 'resource_link', uri: 'note://1', name: 'a', size: '7' }],
  ['icons', { type: 'resource_link', uri: 'note://1', name: 'a', icons: [{}] }],
  ['icons', { type: 'resource_link', uri: 'note://1', name: 'a', icons: [{ src: 'https://x', sizes: '48x48' }] }],
  ['icons', { type: 'resource_link', uri: 'note://1', name: 'a', icons: [{ src: 'https://x', mimeType: 7 }] }],
  ['icons', { type: 'resource_link', uri: 'note://1', name: 'a', icons: [{ src: 'https://x', theme: 'blue' }] }],
  ['resource.mimeType', { type: 'resource', resource: { uri: 'note://1', text: 'a', mimeType: {} } }],
])('an optional %s that strict clients refuse is reported', (member, block) => {
  expect(readContent([text, block])).toBeUndefined();
  expect(blockProblem(block)).toContain(`needs ${member}, if present, `);
});

test.each(['https://a.example/1', 'file:///a', 's3://b/k', 'note://1', 'urn:isbn:1', '/relative', 'database:x'])(
  'a link to %s is a block',
  (uri) => {
    expect(blockProblem({ type: 'resource_link', uri, name: 'a' })).toBeUndefined();
    expect(checkBlock({ type: 'resource_link', uri, name: 'a' })).toEqual([]);
    expect(blockProblem({ type: 'resource', resource: { uri, text: 'a' } })).toBeUndefined();
  },
);

test.each(['javascript:alert(1)', ' JavaScript:x', 'java\nscript:x', 'vbscript:x', '\u0001data:text/html,x'])(
  'a link to %j is refused, in a result and in a document',
  (uri) => {
    const link = { type: 'resource_link', uri, name: 'a' };
    const embedded = { type: 'resource', resource: { uri, text: 'a' } };

    expect(blockProblem(link)).toBe('needs uri, the URI of a resource: not of the scheme javascript, vbscript or data');
    expect(blockProblem(embedded)).toMatch(/^needs resource\.uri, the URI of a resource/);
    expect(checkBlock(link)).toEqual([{ path: ['uri'], message: expect.stringContaining('names no resource') }]);
    expect(checkBlock(embedded)).toMatchObject([{ path: ['resource', 'uri'] }]);
  },
);

test.each([
  ['2025-01-12', '2025-01-12T00:00:00Z'],
  ['2025-01-12T15:00', '2025-01-12T15:00:00Z'],
  ['2025-01-12T15:00:58.5', '2025-01-12T15:00:58.5Z'],
  ['2025-01-12T15:00:58+01:00', '2025-01-12T15:00:58+01:00'],
])('the time %s is written as %s', (lastModified, written) => {
  expect(readContent([{ ...text, annotations: { lastModified } }])).toEqual([
    { ...text, annotations: { lastModified: written } },
  ]);
});

test('a time that passes is one that the official client accepts', () => {
  const pad = (number: number) => String(number).padStart(2, '0');
  const part = fc.integer({ min: 0, max: 61 }).map(pad);
  const times = fc
    .tuple(fc.constantFrom('2024', '2025'), part, part, part, part, fc.constantFrom('', ':59', ':60', ':07.25'))
    .chain(([year, month, day, hour, minute, seconds]) =>
      fc.constantFrom('', 'Z', 'z', '+01:00', '-23:59', '+0100', '+24:00').map((zone) => {
        return `${year}-${month}-${day}T${hour}:${minute}${seconds}${zone}`;
      }),
    );
  fc.assert(
    fc.property(
      fc.oneof(
        times,
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      ),
      (lastModified) => {
        const [block] = readContent([{ ...text, annotations: { lastModified } }]) ?? [];
        if (block !== undefined) expect(TextContentSchema.parse(block)).toEqual(block);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a required member that is null is missing', () => {
  expect(blockProblem(mendBlock({ type: 'text', text: null }))).toBe('needs text, a string');
});
