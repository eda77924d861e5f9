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
import type { Rows } from '../rows/index.ts';
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
  try {
    const compressed = compressedFailure(opened.headers, request.label);
    if (compressed) throw compressed;
    const chunks: AsyncIterator<Buffer> = opened.incoming[Symbol.asyncIterator]();
    for (let isOver = false; !isOver && !rows.isFull; ) {
      const { done = false, value: chunk } = await chunks.next();
      isOver = done;
      if (!done) received += chunk.length;
      const { rows: taken, failure } = await rows.take(done ? reader.end() : reader.push(chunk));
      const parts = rows.parts(taken);
      if (parts.length > 0) yield parts;
      if (failure !== undefined) throw failure;
      if (!isOver && !rows.isFull) rows.assertRoom(reader.idleBytes);
    }
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
