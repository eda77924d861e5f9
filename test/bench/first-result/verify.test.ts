import { percentile } from '../../../bench/first-result/percentile.ts';
import { verify } from '../../../bench/first-result/verify.ts';
import type { JsonObject } from '../../../lambda/json.ts';

const ROWS: readonly JsonObject[] = [{ line: 1 }, { line: 2 }];

function partial(seq: number, ...rows: readonly JsonObject[]): string {
  const params = { seq, content: [{ type: 'text', text: JSON.stringify(rows) }] };
  return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/partial_result', params });
}

function final(...rows: readonly JsonObject[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: JSON.stringify(rows) }] } });
}

const [first, second] = [partial(0, { line: 1 }), partial(1, { line: 2 })];

describe('an answer is right', () => {
  test.each([
    ['JSON-lines', `${first}\n${second}\n${final(...ROWS)}\n`],
    ['SSE', [first, second, final(...ROWS)].map((message) => `event: message\ndata: ${message}\n\n`).join('')],
    ['buffered', final(...ROWS)],
  ] as const)('as %s', (way, text) => {
    expect(() => verify(text, way, ROWS)).not.toThrow();
  });
});

describe('an answer is wrong', () => {
  test.each([
    ['a partial result is missing', `${first}\n${final(...ROWS)}\n`],
    ['the numbers have a gap', `${first}\n${partial(2, { line: 2 })}\n${final(...ROWS)}\n`],
    ['the final result is not whole', `${first}\n${second}\n${final({ line: 2 })}\n`],
    ['there is no final result', `${first}\n${second}\n`],
  ])('when %s', (_, text) => {
    expect(() => verify(text, 'JSON-lines', ROWS)).toThrow('JSON-lines: wrong response');
  });
});

test.each([
  [0.5, 10],
  [0.95, 19],
  [1, 20],
])('the percentile %d of 1 to 20 is %d', (share, value) => {
  const values = Array.from({ length: 20 }, (_, index) => 20 - index);
  expect(percentile(values, share)).toBe(value);
});
