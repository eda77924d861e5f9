import type { Json, JsonObject } from '../../../../json.ts';
import type { Meter } from '../../../../work/index.ts';
import { NotText } from './text.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** Characters of a header that show its delimiter. */
const HEADER_CHARS = 16_384;
/** The line in which Excel names the delimiter. */
const NAMED_DELIMITER = /^sep=([,;\t|])\r?\n/i;

/**
 * Reads CSV with a header line: each further line is an object of texts. A value is data, whatever it begins with. RFC 4180, with
 * the delimiters of spreadsheets: comma, semicolon, tab or bar, whichever the header has most of.
 *
 * @param meter is charged for each line
 * @throws NotText for a quoted value without its end
 * @throws WorkExceeded
 */
export function readCsv(text: string, meter: Meter): Json {
  const named = NAMED_DELIMITER.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const rows: JsonObject[] = [];
  let names: string[] | undefined;
  for (const values of linesOf(body, named?.[1] ?? delimiterOf(body))) {
    meter.spend(8 + 4 * values.length);
    if (names === undefined) names = namesOf(values);
    else rows.push(rowOf(values, names));
  }
  return rows;
}

/** Blank lines are no lines of data. */
function* linesOf(text: string, delimiter: string): Generator<readonly string[]> {
  const plain = new RegExp(`[^${delimiter}\\r\\n]*`, 'y');
  let at = 0;
  while (at < text.length) {
    const values: string[] = [];
    const isQuoted = text[at] === '"';
    for (;;) {
      let quoted = '';
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1);
        if (end < 0) throw new NotText('not CSV: a quoted value has no end');
        quoted = text.slice(at + 1, end).replaceAll('""', '"');
        at = end + 1;
      }
      plain.lastIndex = at;
      const rest = plain.exec(text)?.[0] ?? '';
      at += rest.length;
      values.push(quoted + rest);
      if (text[at] !== delimiter) break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (isQuoted || values.length > 1 || values[0] !== '') yield values;
  }
}

/** The place of the quote that is not doubled; -1 if there is none. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function delimiterOf(text: string): string {
  const header = (/^(?:"[^"]*"|[^"\r\n])*/.exec(text.slice(0, HEADER_CHARS))?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Distinct names: a column without one is `column3`, and the second `a` is `a_2`. */
function namesOf(header: readonly string[]): string[] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return header.map((title, index) => {
    const base = title.trim() || `column${index + 1}`;
    let name = base;
    for (let count = counts.get(base) ?? 1; taken.has(name); ) {
      count += 1;
      counts.set(base, count);
      name = `${base}_${count}`;
    }
    taken.add(name);
    return name;
  });
}

function rowOf(values: readonly string[], names: readonly string[]): JsonObject {
  // fromEntries defines own keys, so a column `__proto__` is preserved
  return Object.fromEntries(values.map((value, index) => [names[index] ?? `column${index + 1}`, value]));
}
