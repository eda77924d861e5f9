import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../lambda/json.ts';
import { RAN } from './support/catalog.ts';
import { openHouse } from './support/deployment.ts';
import { anyText } from './support/json-text.ts';
import { judge } from './support/judge.ts';
import { type Call, headersOf, posted, rightCall, ways } from './support/requests.ts';
import { SCHEMAS } from './support/schemas.ts';

const RUNS = 400;
const house = await openHouse();
const encoded = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

/** Sends a request of 2026-07-28 whose name is what it may. */
async function send(call: Call, way: 'alb' | 'lists' | 'api' = 'api') {
  const headers = headersOf(call, true).map(([name, value]) =>
    name === 'mcp-name' ? ([name, encoded(value)] as const) : ([name, value] as const),
  );
  const sent = posted(way, headers, rightCall(call).body);
  const answer = await house.send(sent);
  return { text: answer.text, message: judge(sent, answer)[0] };
}

describe('arguments are taken or refused as ajv would', () => {
  const ajv = new Ajv2020({ strict: false, ownProperties: true, unicodeRegExp: true });

  test.each(Object.keys(SCHEMAS).filter((name) => name !== 'formats'))('of %s', async (name) => {
    const schema = SCHEMAS[name] ?? {};
    const isRight = ajv.compile(schema);
    const property = fc.asyncProperty(argumentsFor(schema), async (text) => {
      const args: Json = JSON.parse(text);
      const params = JSON.parse(`{"name":${JSON.stringify(name)},"arguments":${text}}`);
      const { text: answer } = await send({ method: 'tools/call', params });
      expect({ args, taken: answer.includes(RAN) }).toEqual({ args, taken: isRight(args) });
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

/** Objects of the names that a schema knows, with values that fit now and then. */
function argumentsFor(schema: JsonObject): fc.Arbitrary<string> {
  const known = [...JSON.stringify(schema).matchAll(/"([^"]{1,12})":/g)].map(([, name = '']) => name);
  const key = fc.oneof(
    fc.constantFrom(...known),
    fc.constantFrom('x-a', 'x-b', 'k1', 'forbidden', '__proto__'),
    anyText,
  );
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('a', 'red', '', 'aaaa', 'y', 'ab!', '=', 0, 1, 7, 0.01, -1, 1.5, true, null, { a: [1, 2] }),
      anyText,
      fc.integer(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.record({ value: tie('any'), children: fc.array(tie('any'), { maxLength: 2 }) }, { requiredKeys: ['value'] }),
    ),
  })).any;
  return fc
    .array(fc.tuple(key, value), { maxLength: 3 })
    .map(
      (members) => `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`).join(',')}}`,
    );
}

test('no text keeps a pattern or a format busy', async () => {
  const evil = fc
    .tuple(
      fc.constantFrom(
        'a',
        'x',
        'a ',
        '1:',
        '::',
        '.',
        '-a',
        '%41',
        '"\\',
        '@',
        '/',
        '{a}',
        '\ud83d\ude00',
        '(',
        'P1Y',
        '٣',
      ),
      fc.nat(60_000),
    )
    .chain(([piece, times]) => fc.constantFrom('', '!', '\n', '@').map((end) => piece.repeat(times) + end));
  const places = ['patterns', 'formats'].flatMap((name) => {
    const { properties } = SCHEMAS[name] ?? {};
    return Object.keys(properties ?? {}).map((key) => ({ name, key }));
  });
  const property = fc.asyncProperty(fc.constantFrom(...places), evil, async ({ name, key }, text) => {
    await send({ method: 'tools/call', params: { name, arguments: { [key]: text } } });
  });
  await fc.assert(property, { numRuns: 2 * RUNS });
});

test('any text is a URI that is found or not', async () => {
  const piece = fc.oneof(
    anyText,
    fc.constantFrom('/', '?q=', '&page=', '%', '%zz', '%00', '%ff', '{id}', '..', '#', '//', 'a'.repeat(9_000)),
  );
  const uris = fc
    .tuple(
      fc.constantFrom('target://items/', 'target://search/', 'target://files/', 'target:', ''),
      fc.array(piece, { maxLength: 4 }),
    )
    .map(([start, pieces]) => start + pieces.join(''))
    .filter((uri) => uri.isWellFormed());
  const property = fc.asyncProperty(uris, ways, async (uri, way) => {
    const { message } = await send({ method: 'resources/read', params: { uri } }, way);
    if (message?.error !== undefined) expect(message).toMatchObject({ error: { code: -32602 } });
    else expect(message).toMatchObject({ result: { contents: [{ uri }] } });
  });
  await fc.assert(property, { numRuns: 2 * RUNS });
});

test('any text can be completed', async () => {
  const refs = fc.constantFrom(
    { ref: { type: 'ref/prompt', name: 'review' }, name: 'language' },
    { ref: { type: 'ref/resource', uri: 'target://items/{id}' }, name: 'id' },
  );
  const property = fc.asyncProperty(
    refs,
    anyText,
    fc.dictionary(anyText, anyText),
    async ({ ref, name }, value, known) => {
      const params = { ref, argument: { name, value }, context: { arguments: known } };
      const { message } = await send({ method: 'completion/complete', params });
      expect(message).toMatchObject({ result: { completion: { values: expect.any(Array) } } });
    },
  );
  await fc.assert(property, { numRuns: RUNS });
});
