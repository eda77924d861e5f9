import { invokeComplete, payloadChunk } from '../../local/lambda-api/index.ts';
import { json, partial, result } from '../../toolkit/index.ts';
import { LINES, RELAYED, RELAYED_ROWS } from './rows.ts';

/** Rows of a page, and of a chunk that a function or service writes at once. */
const PIECE_ROWS = 100;

const pieces = Array.from({ length: RELAYED / PIECE_ROWS }, (_, index) => {
  const from = index * PIECE_ROWS;
  return { rows: RELAYED_ROWS.slice(from, from + PIECE_ROWS), lines: LINES.slice(from, from + PIECE_ROWS) };
});

/** The NDJSON response of a service. */
export const ndjsonAnswer: readonly Buffer[] = pieces.map(({ lines }) => Buffer.from(lines.join('')));

/** Lambda's event stream of a toolkit function: one event per chunk, and one for the result. */
export const lambdaAnswer: readonly Buffer[] = [
  ...pieces.map(({ rows }) => partial(json(rows), { rows: rows.length })),
  result(json(RELAYED_ROWS)),
]
  .map((part) => payloadChunk(`${JSON.stringify(part)}\n`))
  .concat(invokeComplete());

const pages: readonly Buffer[] = pieces.map(({ rows }, index) => {
  const LastEvaluatedKey = index + 1 < pieces.length ? { line: { N: String(index) } } : undefined;
  return Buffer.from(JSON.stringify({ Items: rows.map(toWire), Count: rows.length, LastEvaluatedKey }));
});

/** The page of a query that starts after a key. */
export function pageAfter(key: { readonly line: { readonly N: string } } | undefined): Buffer {
  return pages[key === undefined ? 0 : Number(key.line.N) + 1] ?? Buffer.from('{"Items":[],"Count":0}');
}

function toWire(row: object) {
  const attributes = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'number' ? { N: String(value) } : { S: value },
  ]);
  return Object.fromEntries(attributes);
}
