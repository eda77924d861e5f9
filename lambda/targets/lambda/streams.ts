import { settle, type Template } from '../../expression/index.ts';
import type { Json } from '../../json.ts';
import { LineSplitter } from '../../text/lines.ts';
import { ToolError } from '../../tool-error.ts';
import type { Part, PartialPart } from '../parts.ts';
import type { CallContext } from '../types.ts';
import { TextReader } from './text.ts';
import { readToolkitPart } from './toolkit-part.ts';

/** Bytes that a line may have around a result: `{"type":"result","result":...}`. */
const FRAME_BYTES = 256;

/** What the pieces of a function's answer are read with. */
interface Reading {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What errors call the function. */
  readonly label: string;
  readonly context: CallContext;
  /** The call's arguments. */
  readonly args: unknown;
  /** Maps a row; absent where rows are taken as they are. */
  readonly row: Template | undefined;
}

/** Parts that came together, and at the end the payload as a value: `undefined` where the function said its own result. */
export type StreamReader = (
  reading: Reading,
) => AsyncGenerator<readonly Part[], { readonly payload: unknown } | undefined>;

/** Ways in which an answer becomes parts, by the value of `stream`. */
export const streamReaders: Readonly<Record<'none' | 'ndjson' | 'text' | 'toolkit', StreamReader>> = {
  /** Nothing before the end: JSON where it is JSON, else text. */
  // biome-ignore lint/correctness/useYield: nothing is said before the end
  async *none({ chunks, label }) {
    const reader = new TextReader(label);
    let whole = '';
    for await (const chunk of chunks) whole += reader.read(chunk);
    reader.end();
    return { payload: parseOrText(whole) };
  },

  /** Every piece of text as it comes. */
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

  /** One JSON value a line; each is a row. */
  async *ndjson(reading) {
    const { label, context } = reading;
    const rows: unknown[] = [];
    let number = 0;
    yield* partsOfLines(linesOf(reading, context.resultBytes), async (line) => {
      number += 1;
      const row = await mapRow(parseRow(line, number, label), reading);
      if (row === undefined) return undefined;
      rows.push(row);
      return partialText(row, context);
    });
    return { payload: rows };
  },

  /** One part a line, as the toolkit writes them. */
  async *toolkit(reading) {
    const lines = linesOf(reading, reading.context.resultBytes + FRAME_BYTES);
    for await (const parts of partsOfLines(lines, (line) => readToolkitPart(line, reading.label))) {
      yield parts;
      if (parts.some(({ type }) => type === 'result' || type === 'input_required')) return undefined;
    }
    throw new ToolError(`${reading.label} ended without a result.`);
  },
};

/** Makes parts of the lines of a chunk; those before a bad line still leave, and blank ones are none. */
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
    return JSON.parse(line) as Json;
  } catch {
    throw new ToolError(`${label} answered a line that is not JSON, where row ${number} was expected.`);
  }
}

function mapRow(value: Json, { row, args }: Reading): unknown {
  return row === undefined ? value : settle([row({ args, row: value })], ([mapped]) => mapped);
}

/** Nobody pays for a text that no one receives; its row is counted all the same. */
function partialText(value: unknown, { partials }: CallContext): PartialPart {
  if (!partials) return { type: 'partial', content: [], rows: 1 };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { type: 'partial', content: [{ type: 'text', text }], rows: 1 };
}

function parseOrText(whole: string): unknown {
  if (whole === '') return undefined;
  try {
    return JSON.parse(whole);
  } catch {
    return whole;
  }
}
