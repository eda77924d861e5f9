import type { JsonObject } from '../../../../lambda/json.ts';
import { createTestServer, legacy, modern, modernHeaders, tool } from '../support/server.ts';

const ANYTHING = { type: 'object' } as const;
const TYPED = { type: 'object', properties: { id: { type: 'integer' }, deep: { type: 'array' } } } as const;

/** Calls a tool with arguments written as text, as JSON can say more than a double. */
async function call(args: string, input: JsonObject = ANYTHING) {
  const received: JsonObject[] = [];
  const server = createTestServer([tool({ input })], {
    run: (given) => {
      received.push(given);
      return { content: [{ type: 'text', text: 'done' }] };
    },
  });
  const write = (message: JsonObject) => JSON.stringify(message).replace('"ARGS"', args);
  const params = { name: 'greet', arguments: 'ARGS' };
  const now = await server.post(
    write(modern('tools/call', params)),
    modernHeaders('tools/call', { 'mcp-name': 'greet' }),
  );
  const then = await server.post(write(legacy('tools/call', params)));
  return { results: [now.body.result, then.body.result], received };
}

describe('a number that a double would round', () => {
  test.each([
    ['beyond 2^53', '{"id":9007199254740993}', 'id: 9007199254740993'],
    ['below -2^53', '{"id":-9007199254740993}', 'id: -9007199254740993'],
    ['deep inside', '{"deep":[{"a":[1,12345678901234567890]}]}', 'deep/0/a/1: 12345678901234567890'],
    ['beyond 2^53 as a fraction', '{"id":9007199254740993.0}', 'id: 9007199254740993.0'],
    ['beyond 2^53 with an exponent', '{"id":-9.007199254740993e15}', 'id: -9.007199254740993e15'],
    ['beyond 2^53 with a small exponent', '{"id": 900719925474099.3E+1}', 'id: 900719925474099.3E+1'],
    ['beyond every double', '{"id":1e400}', 'id: 1e400'],
    ['below every double', '{"id":-1E+999}', 'id: -1E+999'],
  ])('%s is refused with the fix, and never reaches the target', async (_what, args, words) => {
    for (const input of [ANYTHING, TYPED]) {
      const { results, received } = await call(args, input);

      for (const result of results) {
        expect(result.isError).toBe(true);
        expect(result.content[0].text).toContain(words);
        expect(result.content[0].text).toContain('send it as a string');
      }
      expect(received).toEqual([]);
    }
  });

  test('is listed with four others at most, and cut where it is long', async () => {
    const { results } = await call(`{"many":[${Array.from({ length: 9 }, () => '1'.repeat(300)).join(',')}]}`);
    const [, ...lines] = results[0].content[0].text.split('\n');
    expect(lines).toHaveLength(5);
    expect(lines.every((line: string) => line.length < 200)).toBe(true);
  });
});

test.each([
  [
    'the largest exact integers',
    '{"a":9007199254740991,"b":-9007199254740991}',
    [{ a: 2 ** 53 - 1, b: -(2 ** 53) + 1 }],
  ],
  ['digits in a string', '{"a":"12345678901234567890","b":"1e400"}', [{ a: '12345678901234567890', b: '1e400' }]],
  ['a long fraction', '{"a":0.12345678901234567890}', [{ a: Number('0.12345678901234567890') }]],
  ['a large double', '{"a":1e300}', [{ a: 1e300 }]],
  [
    'a large number in any notation',
    '{"a":6.022140760e23,"b":100e20,"c":1e2}',
    [{ a: 6.02214076e23, b: 1e22, c: 100 }],
  ],
])('%s reaches the target as sent', async (_what, args, expected) => {
  const { received } = await call(args);
  expect(received).toEqual([...expected, ...expected]);
});
