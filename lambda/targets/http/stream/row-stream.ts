import type { Part } from '../../parts.ts';
import { type Call, compressedFailure, type Opened, readFailure } from '../../upstream/index.ts';
import type { RawRow, Rows } from '../rows.ts';
import type { RowReader } from './reader.ts';

/**
 * Streams the rows of a response: rows that a chunk completes are sent together, before the next chunk is read.
 *
 * @param label method, host and path, for errors
 */
export async function* streamRows(
  opened: Opened,
  reader: RowReader,
  rows: Rows,
  { time }: Call,
  label: string,
): AsyncGenerator<Part | readonly Part[]> {
  let received = 0;
  async function* leave(raw: Iterable<RawRow>): AsyncGenerator<readonly Part[]> {
    const taken = await rows.take(raw);
    const parts = rows.parts(taken.rows);
    if (parts.length > 0) yield parts;
    if (taken.failure !== undefined) throw taken.failure;
  }
  try {
    const compressed = compressedFailure(opened.headers, label);
    if (compressed) throw compressed;
    for await (const chunk of opened.incoming as AsyncIterable<Buffer>) {
      received += chunk.length;
      yield* leave(reader.push(chunk));
      rows.assertRoom(reader.idleBytes);
    }
    yield* leave(reader.end());
  } catch (error) {
    throw rows.failure(readFailure(label, error, received, time));
  } finally {
    opened.incoming.destroy();
  }
  yield { type: 'result', result: await rows.result(opened) };
}
