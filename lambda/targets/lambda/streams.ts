import { settle, type Template } from '../../expression/index.ts';
import type { Json } from '../../json.ts';
import { exactJson, hasRounded, LineSplitter, markHolder, markMember, parseMarkingRounded } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Part, PartialPart } from '../parts.ts';
import type { CallContext } from '../types.ts';
import { readToolkitPart } from './toolkit-part.ts';
import { TextReader } from './utf8-reader.ts';

/** Bytes of a line around its result: `{"type":"result","result":...}`. */
const FRAME_BYTES = 256;

/** A function's response and the context for reading it. */
interface Reading {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The name of the function in errors. */
  readonly label: string;
  readonly context: CallContext;
  /** The call's arguments. */
  readonly args: unknown;
  /** Maps a row; absent if rows stay unchanged. */
  readonly row: Template | undefined;
}

/** Yields parts that arrived together; returns the payload, or `undefined` if the function sent a result of its own. */
type StreamReader = (reading: Reading) => AsyncGenerator<readonly Part[], StreamEnd | undefined>;

interface StreamEnd {
  readonly payload: unknown;
  /** Rows with numbers that a double rounds, as they came. */
  readonly sources?: readonly unknown[];
}

/** Readers by the value of `stream`. */
export const streamReaders: Readonly<Record<'none' | 'ndjson' | 'text' | 'toolkit', StreamReader>> = {
  /** No parts before the end. The payload is the JSON value, or the text if it is not JSON. */
  // biome-ignore lint/correctness/useYield: there are no parts before the end
  async *none({ chunks, label }) {
    const reader = new TextReader(label);
    let whole = '';
    for await (const chunk of chunks) whole += reader.read(chunk);
    reader.end();
    const end = { payload: parseOrText(whole) };
    markMember(end, 'payload', end.payload, whole.trim());
    return { ...end, sources: [end] };
  },

  /** Text as it arrives. */
  async *text({ chunks, label, context }) {
    const reader = new TextReader(label);
    let whole = '';
    for await (const chunk of chunks) {
      const text = reader.read(chunk);
      whole += text;
      if (text !== '') yield [partialText(text, context)];
    }
    reader.end();
    return { payload: whole };
  },

  /** One JSON value per line; each is a row. */
  async *ndjson(reading) {
    const { label, context } = reading;
    const rows: unknown[] = [];
    const sources: unknown[] = [];
    let number = 0;
    yield* partsOfLines(linesOf(reading, context.resultBytes), async (line) => {
      number += 1;
      const parsed = parseRow(line, number, label);
      const row = await mapRow(parsed, reading);
      if (hasRounded(parsed)) {
        sources.push(parsed);
        markHolder(row);
      }
      if (row === undefined) return undefined;
      markMember(rows, String(rows.length), row, line.trim());
      rows.push(row);
      return partialText(row, context);
    });
    const end = { payload: rows, sources };
    if (sources.length > 0) markHolder(sources);
    markMember(end, 'payload', rows);
    return end;
  },

  /** One part per line, as the toolkit writes them. */
  async *toolkit(reading) {
    const lines = linesOf(reading, reading.context.resultBytes + FRAME_BYTES);
    for await (const parts of partsOfLines(lines, (line) => readToolkitPart(line, reading.label))) {
      yield parts;
      if (parts.some(({ type }) => type === 'result' || type === 'input_required')) return undefined;
    }
    throw new ToolError(`${reading.label} ended without a result.`);
  },
};

/** Parses the lines of a chunk into parts. Parts before an invalid line are still sent; blank lines are skipped. */
async function* partsOfLines(
  chunks: AsyncIterable<Iterable<string>>,
  read: (line: string) => Part | undefined | Promise<Part | undefined>,
): AsyncGenerator<readonly Part[], undefined> {
  for await (const lines of chunks) {
    const parts: Part[] = [];
    let failure: unknown;
    try {
      for (const line of lines) {
        if (line.trim() === '') continue;
        const part = await read(line);
        if (part !== undefined) parts.push(part);
      }
    } catch (error) {
      failure = error;
    }
    if (parts.length > 0) yield parts;
    if (failure !== undefined) throw failure;
  }
}

async function* linesOf({ chunks, label }: Reading, lineBytes: number): AsyncGenerator<Iterable<string>> {
  const lines = new LineSplitter(label, lineBytes, 'lf');
  for await (const { buffer, byteOffset, byteLength } of chunks) {
    yield lines.push(Buffer.from(buffer, byteOffset, byteLength));
  }
  yield [lines.rest()];
}

function parseRow(line: string, number: number, label: string): Json {
  try {
    return parseMarkingRounded(line) as Json;
  } catch {
    throw new ToolError(`${label} returned a line that is not valid JSON, at row ${number}.`);
  }
}

function mapRow(value: Json, { row, args, context: { work } }: Reading): unknown {
  return row === undefined ? value : settle([row({ args, row: value, work })], ([mapped]) => mapped);
}

/** Without partial results, the text is not built, but its row still counts as progress. */
function partialText(value: unknown, { partials }: CallContext): PartialPart {
  if (!partials) return { type: 'partial', content: [], rows: 1 };
  const text = typeof value === 'string' ? value : exactJson(value);
  return { type: 'partial', content: [{ type: 'text', text }], rows: 1 };
}

function parseOrText(whole: string): unknown {
  if (whole === '') return undefined;
  try {
    return parseMarkingRounded(whole);
  } catch {
    return whole;
  }
}
