import type { ContentBlock } from '../../../../lambda/content/blocks.ts';
import { contentsOf } from '../../../../lambda/protocol/resources/contents.ts';

const URI = 'note://1';
const text = (words: string): ContentBlock => ({ type: 'text', text: words });
const embedded = (resource: { [key: string]: string }): ContentBlock => ({ type: 'resource', resource });

describe('contents', () => {
  test.each<[string, ContentBlock, object]>([
    ['text is text of an unknown type', text('A note.'), { text: 'A note.' }],
    ['JSON is text that says so', text(' {"a":1}'), { text: ' {"a":1}', mimeType: 'application/json' }],
    [
      'an image is a blob',
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
      { blob: 'aGk=', mimeType: 'image/png' },
    ],
    [
      'sound is a blob',
      { type: 'audio', data: 'aGk=', mimeType: 'audio/wav' },
      { blob: 'aGk=', mimeType: 'audio/wav' },
    ],
    [
      'a lone embedded resource is the one that was asked for',
      embedded({ uri: 'https://internal.example/1.pdf', mimeType: 'application/pdf', blob: 'aGk=' }),
      { mimeType: 'application/pdf', blob: 'aGk=' },
    ],
  ])('%s', (_title, block, expected) => {
    const contents = contentsOf({ content: [block] }, URI, {});
    expect(JSON.parse(JSON.stringify(contents))).toEqual([{ uri: URI, ...expected }]);
  });

  test('the type of the document goes to text, and to what has none', () => {
    const mimeType = 'text/html;profile=mcp-app';
    const content = [
      text('<p>'),
      embedded({ uri: URI, text: '<p>' }),
      embedded({ uri: URI, mimeType: 'a/b', text: '' }),
    ];
    expect(contentsOf({ content }, URI, { mimeType }).map((one) => one.mimeType)).toEqual([mimeType, mimeType, 'a/b']);
  });

  test('several embedded resources keep their URIs, as a directory has them', () => {
    const content = [embedded({ uri: 'note://a', text: 'a' }), embedded({ uri: 'note://b', text: 'b' })];
    expect(contentsOf({ content }, 'note://', {}).map(({ uri }) => uri)).toEqual(['note://a', 'note://b']);
  });

  test('structured content is written in place of the text that repeats it', () => {
    const result = { content: [text('{"a": 1}')], structuredContent: { a: 1 } };
    expect(contentsOf(result, URI, {})).toEqual([{ uri: URI, mimeType: 'application/json', text: '{"a":1}' }]);
    expect(contentsOf(result, URI, { mimeType: 'application/geo+json' })[0]?.mimeType).toBe('application/geo+json');
  });

  test('what is not text is not replaced by structured content', () => {
    const image = { type: 'image', data: 'aGk=', mimeType: 'image/png' } as const;
    expect(contentsOf({ content: [image], structuredContent: { a: 1 } }, URI, {})).toMatchObject([{ blob: 'aGk=' }]);
  });

  test('`_meta` of the document is on every content, and a target cannot change it', () => {
    const _meta = { ui: { csp: { connectDomains: [] } } };
    const own: ContentBlock = { type: 'resource', resource: { uri: URI, text: '', _meta: { ui: {}, mine: 1 } } };
    const contents = contentsOf({ content: [text('a'), own] }, URI, { _meta });
    expect(contents.map((one) => one._meta)).toEqual([_meta, { mine: 1, ..._meta }]);
  });

  test('a link is no contents', () => {
    const link: ContentBlock = { type: 'resource_link', uri: 'note://2', name: 'two' };
    expect(() => contentsOf({ content: [link] }, URI, {})).toThrow(
      'returned a resource link where contents are required',
    );
  });
});
