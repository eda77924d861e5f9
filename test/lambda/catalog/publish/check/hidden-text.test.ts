import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';

async function check(value: JsonObject) {
  const source = { file: 't.yaml', document: 1, lineOf: () => 1 };
  const { faults, warnings } = await validateDocuments([{ value, source }], targetTypes);
  const lines = (found: typeof faults) => found.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { faults: lines(faults), warnings: lines(warnings) };
}

/** Documents with a text in every place where people or models read one. */
const documents = (text: string): Readonly<Record<string, JsonObject>> => ({
  'title of a server': { kind: 'Server', server: 'a', title: text },
  instructions: { kind: 'Server', server: 'a', instructions: text },
  description: tool({ description: text }),
  title: tool({ title: text }),
  'description of an argument': tool({ input: { type: 'object', properties: { q: { description: text } } } }),
  'name of an argument': tool({ input: { type: 'object', properties: { [text]: { type: 'string' } } } }),
  'title of annotations': tool({ annotations: { title: text } }),
  question: tool({ ask: { q: text } }),
  confirmation: tool({ confirm: text }),
  'question of an expression': tool({ confirm: `{% '${text}' %}` }),
  'static text': tool({ target: { type: 'static', text } }),
  _meta: tool({ _meta: { a: [text] } }),
  message: {
    kind: 'Prompt',
    server: 'a',
    name: 'p',
    messages: [{ role: 'user', content: { type: 'text', text } }],
  },
  'name of a resource': { kind: 'Resource', server: 'a', uri: 'docs://a', name: text, text: 'x' },
  'text of a resource': { kind: 'Resource', server: 'a', uri: 'docs://a', name: 'r', text },
});

function tool(changes: JsonObject): JsonObject {
  const input = { type: 'object', properties: { q: { type: 'string' } } };
  return {
    kind: 'Tool',
    server: 'a',
    name: 't',
    description: 'D',
    input,
    target: { type: 'static', text: 'x' },
    ...changes,
  };
}

describe('hidden text in documents', () => {
  test.each([
    ['a\u001b[31mb', 'a control character (U+001B)'],
    ['a\u202eb\u202c', 'a directional override (U+202E)'],
    ['a\u{E0049}\u{E0067}b', 'a tag character (U+E0049)'],
    ['a\u200bb', 'a zero-width character (U+200B)'],
    ['a\ud83db', 'half of a surrogate pair (U+D83D)'],
  ])('%j is refused everywhere', async (text, message) => {
    for (const [place, document] of Object.entries(documents(text))) {
      const { faults } = await check(document);
      expect([place, faults]).toEqual([place, expect.arrayContaining([expect.stringContaining(message)])]);
    }
  });

  test('what Persian and emoji need is a warning', async () => {
    for (const text of ['می\u200cخواهم', '👩\u200d🚀', 'שלום\u200f!']) {
      for (const [place, document] of Object.entries(documents(text))) {
        const { faults, warnings } = await check(document);
        expect([place, faults]).toEqual([place, []]);
        expect(warnings.filter((line) => line.includes('some languages and emoji need'))).toHaveLength(1);
      }
    }
  });

  test('visible text passes, line breaks and tabs included', async () => {
    for (const document of Object.values(documents('Grüße, 東京, 👍🏽 ❤️.\n\tSecond line'))) {
      expect((await check(document)).faults).toEqual([]);
    }
  });
});
