import { TooLarge, ToolError } from '../../../tool-error.ts';
import type { Part } from '../../parts.ts';
import { adviceAfter } from '../../repeatable.ts';
import {
  type Call,
  compressedFailure,
  endsEarly,
  type Opened,
  readFailure,
  type UpstreamRequest,
} from '../../upstream/index.ts';
import type { RawRow, Rows } from '../rows/index.ts';
import { EndedWithinRow, type RowReader } from './reader.ts';

/**
 * Streams the rows of a response: rows that a chunk completes are sent together, before the next chunk is read. Where the
 * response ends early, at the deadline, with its connection or because it is too large, the rows that arrived are the result.
 */
export async function* streamRows(
  opened: Opened,
  reader: RowReader,
  rows: Rows,
  { time }: Call,
  request: UpstreamRequest,
): AsyncGenerator<Part | readonly Part[]> {
  let received = 0;
  async function* leave(raw: Iterable<RawRow>): AsyncGenerator<readonly Part[]> {
    const taken = await rows.take(raw);
    const parts = rows.parts(taken.rows);
    if (parts.length > 0) yield parts;
    if (taken.failure !== undefined) throw taken.failure;
  }
  try {
    const compressed = compressedFailure(opened.headers, request.label);
    if (compressed) throw compressed;
    for await (const chunk of opened.incoming as AsyncIterable<Buffer>) {
      received += chunk.length;
      yield* leave(reader.push(chunk));
      if (rows.isFull) break;
      rows.assertRoom(reader.idleBytes);
    }
    if (!rows.isFull) yield* leave(reader.end());
  } catch (error) {
    const failure = failureOf(error, request, received, time);
    const isEarly = error instanceof EndedWithinRow || error instanceof TooLarge || endsEarly(failure);
    if (!(failure instanceof ToolError) || !isEarly || rows.count === 0 || time.hasLeft) throw rows.failure(failure);
    return yield { type: 'result', result: await rows.result(opened, { failure: failure.message }) };
  } finally {
    opened.incoming.destroy();
  }
  yield { type: 'result', result: await rows.result(opened) };
}

function failureOf(error: unknown, request: UpstreamRequest, received: number, time: Call['time']): unknown {
  if (!(error instanceof EndedWithinRow)) return readFailure(request, error, received, time);
  return new ToolError(`${error.message} ${adviceAfter(request, 'Try again.')}`);
}
