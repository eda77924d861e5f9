import fc from 'fast-check';
import { nextLink } from '../../../../lambda/targets/http/pages/link.ts';
import type { RawRow } from '../../../../lambda/targets/http/rows/index.ts';
import { JsonReader } from '../../../../lambda/targets/http/stream/json-values.ts';
import { NdjsonReader } from '../../../../lambda/targets/http/stream/ndjson.ts';
import type { RowReader } from '../../../../lambda/targets/http/stream/reader.ts';
import { SseReader } from '../../../../lambda/targets/http/stream/sse.ts';

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

function read(reader: RowReader, chunks: readonly Buffer[]): RawRow[] {
  return [...chunks.flatMap((chunk) => [...reader.push(chunk)]), ...reader.end()];
}

const places = fc.array(fc.nat(), { maxLength: 40 });
const values = fc.array(fc.jsonValue(), { maxLength: 20 });
const lineEnd = fc.constantFrom('\n', '\r\n');
const anyLineEnd = fc.constantFrom('\n', '\r\n', '\r');

describe('row readers give the same rows wherever chunks end', () => {
  test('NDJSON', () => {
    fc.assert(
      fc.property(values, lineEnd, fc.boolean(), places, (rows, end, lastEnd, at) => {
        const text = rows.map((row) => JSON.stringify(row)).join(end) + (lastEnd ? end : '');
        const found = read(new NdjsonReader('x', 1e6), cut(Buffer.from(text), at));
        expect(found.map(({ json }) => json)).toEqual(rows.map((row) => JSON.stringify(row)));
        expect(found.map(({ value }) => value)).toEqual(rows.map((row) => JSON.parse(JSON.stringify(row))));
      }),
    );
  });

  test.each([
    ['a list', (rows: readonly string[]) => `\uFEFF [${rows.join(' ,\r\n')}\n]\n`],
    ['values, one after the other', (rows: readonly string[]) => rows.join('\n')],
    ['a JSON text sequence', (rows: readonly string[]) => rows.map((row) => `\x1E${row}\n`).join('')],
  ])('JSON as %s', (name, join) => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), places, (rows, indent, at) => {
        // the first of several values is not a list: that would be the list of the rows
        const given = name === 'a list' ? rows : [{}, ...rows];
        const text = join(given.map((row) => JSON.stringify(row, undefined, indent)));
        const found = read(new JsonReader('x', 1e6), cut(Buffer.from(text), at));
        expect(found.map(({ value }) => value)).toEqual(given.map((row) => JSON.parse(JSON.stringify(row))));
        expect(found.some(({ json }) => json?.includes('\n'))).toBe(false);
      }),
    );
  });

  test('JSON whose objects touch', () => {
    const found = read(new JsonReader('x', 100), [Buffer.from('{"a":"}{"}{"b":[1,{}]}"c\\""[2]')]);

    expect(found.map(({ value }) => value)).toEqual([{ a: '}{' }, { b: [1, {}] }, 'c"', [2]]);
  });

  test.each([
    ['[{"a":1},', 'x ended its response within a row.'],
    ['{"a":', 'x ended its response within a row.'],
    ['[1] 2', 'x sent "2", a value that is not JSON.'],
    ['<html>', 'x sent "<html>", a value that is not JSON.'],
    ['{"a":1]', 'x sent "{"a":1]", a value that is not JSON.'],
    [`["${'x'.repeat(200)}"]`, 'x sent a value of more than 100 bytes. Request less per value.'],
    [Buffer.from([0x22, 0xff, 0x22]), 'x returned bytes that are not UTF-8 text.'],
  ])('JSON that is %s fails', (text, message) => {
    expect(() => read(new JsonReader('x', 100), [Buffer.from(text)])).toThrow(message);
  });

  test('server-sent events', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n\u2028\u2029]/g, ''));
    const event = fc.record({
      data: fc.array(line, { minLength: 1, maxLength: 3 }),
      name: fc.constantFrom('a', 'b'),
      end: anyLineEnd,
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 10 }), places, (events, at) => {
        const text = events
          .map(
            ({ data, name, end }) =>
              `${[`event: ${name}`, ': c', ...data.map((part) => `data: ${part}`)].join(end)}${end}${end}`,
          )
          .join('');
        const whole = read(new SseReader('x', 1e6), [Buffer.from(text)]);
        expect(read(new SseReader('x', 1e6), cut(Buffer.from(text), at))).toEqual(whole);
        expect(whole).toHaveLength(events.filter(({ data }) => data.join('\n') !== '').length);
      }),
    );
  });

  test('a line feed that begins a chunk ends what the chunk before it held, whatever ended the line before', () => {
    const chunks = ['data: 1\r\rdata: 2', '\ndata: 3\n\n'].map((text) => Buffer.from(text));
    expect(read(new SseReader('x', 100), chunks).map(({ value }) => value)).toEqual([1, '2\n3']);
  });

  test('a byte order mark belongs to nothing', () => {
    expect(
      read(new NdjsonReader('x', 100), cut(Buffer.from('\uFEFF1\n2\n'), [1, 2])).map(({ value }) => value),
    ).toEqual([1, 2]);
  });
});

describe('next link', () => {
  test.each([
    ['<https://a.example/?p=2>; rel="next", <https://a.example/?p=9>; rel="last"', 'https://a.example/?p=2'],
    ['<?p=1>; rel=prev, <?p=3>;title="a, <b>; rel=next";rel="start next"', '?p=3'],
    ['</a,b>; REL=next', '/a,b'],
    ['<?p=9>; rel="last"', undefined],
    ['nonsense', undefined],
    [undefined, undefined],
  ])('of %s', (header, link) => {
    expect(nextLink(header)).toBe(link);
  });
});
