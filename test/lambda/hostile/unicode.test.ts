import fc from 'fast-check';
import { visibleText } from '../../../lambda/text/index.ts';
import { openHouse } from './support/deployment.ts';
import { judge } from './support/judge.ts';
import { type Call, headersOf, posted, rightCall, ways } from './support/requests.ts';
import type { Sent } from './support/ways.ts';

/** Texts of every script leave as they came, character by character, whichever way they take. */

const RUNS = 500;
const house = await openHouse();

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'grapheme-composite' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '👩‍👩‍👧‍👦',
      'e\u0301 é',
      '\u202eright to left\u202c',
      'עברית',
      '\u2028\u2029',
      '\u0000',
      '\ufeff',
      'ﬁ',
      'İ',
      '=?base64?YQ==?=',
    ),
  )
  .filter((some) => some !== '' && some.isWellFormed());

// biome-ignore lint/suspicious/noExplicitAny: a test reads any member of an answer
async function send(call: Call, way: Sent['way'], modern: boolean): Promise<any> {
  const headers = headersOf(call, modern).map(([name, value]) =>
    name === 'mcp-name'
      ? ([name, `=?base64?${Buffer.from(value).toString('base64')}?=`] as const)
      : ([name, value] as const),
  );
  const body = String(rightCall(call, way, modern).body);
  const sent = posted(way, headers, way === 'lists' ? new TextEncoder().encode(body) : body);
  return judge(sent, await house.send(sent))[0];
}

test('arguments of prompts', async () => {
  const property = fc.asyncProperty(text, ways, fc.boolean(), async (some, way, modern) => {
    const call = { method: 'prompts/get', params: { name: 'echo', arguments: { text: some } } };
    const { result } = await send(call, way, modern);
    expect(result.messages[0].content.text).toBe(some);
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('variables of resources, and their URIs', async () => {
  const property = fc.asyncProperty(text, ways, fc.boolean(), async (some, way, modern) => {
    const uri = `target://items/${encodeURIComponent(some)}`;
    const { result } = await send({ method: 'resources/read', params: { uri } }, way, modern);
    expect(result.contents[0]).toMatchObject({ uri, text: some });
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('names that nobody has, in the words that refuse them', async () => {
  const property = fc.asyncProperty(text, ways, fc.boolean(), async (name, way, modern) => {
    const { error } = await send({ method: 'tools/call', params: { name } }, way, modern);
    expect(error).toMatchObject({ code: -32602, message: `Unknown tool: ${name}` });
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('questions to a person', async () => {
  const property = fc.asyncProperty(text, ways, async (id, way) => {
    const call = { method: 'tools/call', params: { name: 'confirmed', arguments: { id } } };
    const { result } = await send(call, way, true);
    const { message } = result.inputRequests['spillway/confirm'].params;
    const [, shown] = /^Delete (.*)\?$/u.exec(message) ?? [];
    // Only one word stands as it is; everything else is quoted, on one line, with what it hides as escapes.
    if (/^[a-z0-9]{1,60}$/i.test(id)) expect(shown).toBe(id);
    if (shown !== id) expect(shown).toMatch(/^".*"$/u);
    expect(visibleText(message)).toBe(message);
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('ids of requests', async () => {
  const property = fc.asyncProperty(text, ways, fc.boolean(), async (id, way, modern) => {
    const call = { method: 'tools/list', params: {} };
    const body = { ...JSON.parse(String(rightCall(call, way, modern).body)), id };
    const sent = posted(way, headersOf(call, modern), JSON.stringify(body));
    expect(judge(sent, await house.send(sent))[0]?.id).toBe(id);
  });
  await fc.assert(property, { numRuns: RUNS });
});
