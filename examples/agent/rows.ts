import type { CallResult, Part } from '../../client/index.ts';

/** What the agent needs of a call: its parts as they arrive, or its result alone. */
export interface RowCall extends AsyncIterable<Part> {
  result(): Promise<CallResult>;
}

/** A country as `stream_countries` returns it. */
export interface Row {
  readonly code: string;
  readonly name: string;
}

/** Something that arrived: a row, or the complete result. */
export type Arrival = { readonly type: 'row'; readonly row: Row } | { readonly type: 'complete' };

/** A tool reported an error; the message is the tool's. */
class ToolFailed extends Error {
  override readonly name = 'ToolFailed';
}

/**
 * Reads the rows of a call as they arrive. A server that sends no partial results sends all rows with the result.
 *
 * @throws ToolFailed if the tool reports an error
 */
export async function* streamedRows(call: RowCall): AsyncGenerator<Arrival, void, undefined> {
  let seen = 0;
  for await (const part of call) {
    if (part.type === 'partial') {
      const rows = valuesIn(part.content);
      seen += rows.length;
      yield* rows.map(arrivalOf);
    }
    if (part.type === 'result') {
      yield* valuesOf(part.result).slice(seen).map(arrivalOf);
      yield { type: 'complete' };
    }
  }
}

/**
 * Waits for the complete result of a call, as a client without streaming does, and then reads its rows.
 *
 * @throws ToolFailed if the tool reports an error
 */
export async function* bufferedRows(call: RowCall): AsyncGenerator<Arrival, void, undefined> {
  const result = await call.result();
  yield { type: 'complete' };
  yield* valuesOf(result).map(arrivalOf);
}

/**
 * The values of a tool's result: the elements of each array in it, and everything else as it is.
 *
 * @throws ToolFailed if the tool reports an error
 */
export function valuesOf({ content, isError }: CallResult): readonly unknown[] {
  if (isError === true) throw new ToolFailed(textsIn(content).join('\n'));
  return valuesIn(content);
}

function valuesIn(content: CallResult['content']): readonly unknown[] {
  return textsIn(content).flatMap((text): unknown => JSON.parse(text));
}

function textsIn(content: CallResult['content']): readonly string[] {
  return content.flatMap((block) => (block.type === 'text' && typeof block.text === 'string' ? [block.text] : []));
}

function arrivalOf(value: unknown): Arrival {
  const isRow = typeof value === 'object' && value !== null && 'code' in value && 'name' in value;
  if (!isRow || typeof value.code !== 'string' || typeof value.name !== 'string') {
    throw new TypeError(`A row is ${JSON.stringify(value)}; expected an object with the texts code and name`);
  }
  return { type: 'row', row: { code: value.code, name: value.name } };
}
