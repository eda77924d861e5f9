import { failedLine, ToolFailure } from './failure.ts';
import { type ResponseStream, type StreamingHandler, streamify } from './runtime.ts';
import { type CallDocument, endsCall, type Line, type ListDocument, readDocument } from './wire.ts';

/** Milliseconds before Spillway's deadline at which a call ends, so that its last line arrives in time. */
const LAST_PART_RESERVE_MS = 100;
/** Milliseconds before Lambda's timeout at which a call ends. */
const LAST_MOMENT_MS = 500;
/** The longest delay of a timer. */
const MAX_TIMER_MS = 2_147_483_647;

export interface Invocation {
  readonly document: CallDocument | ListDocument;
  /** When the invocation ends, in epoch milliseconds. */
  readonly deadline: number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
}

/**
 * Creates a Lambda handler that writes the lines of `answer` as JSON lines. It requests a line only when the stream has accepted
 * the previous one. The last line always reports how the call ended.
 */
export function serve(answer: (invocation: Invocation) => AsyncIterable<Line>): StreamingHandler {
  return streamify(async (event, stream, lambda) => {
    stream.setContentType?.('application/x-ndjson');
    try {
      const document = readDocument(event);
      await writeUntil(deadlineOf(document, lambda?.getRemainingTimeInMillis?.()), stream, (deadline, signal) =>
        answer({ document, deadline, signal }),
      );
    } catch (thrown) {
      // Not awaited: the reader may be gone.
      stream.write(lineText(failedLine(thrown)));
    } finally {
      // A stream that is not ended stays open until Lambda's timeout.
      stream.end();
    }
  });
}

function deadlineOf(document: CallDocument | ListDocument, remainingMs: number = Number.POSITIVE_INFINITY): number {
  const given = 'deadline' in document ? document.deadline - LAST_PART_RESERVE_MS : Number.POSITIVE_INFINITY;
  return Math.min(given, Date.now() + remainingMs - LAST_MOMENT_MS);
}

async function writeUntil(
  deadline: number,
  stream: ResponseStream,
  answer: (deadline: number, signal: AbortSignal) => AsyncIterable<Line>,
): Promise<void> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const end = () => {
      reject(new ToolFailure('The tool took too long and was stopped. Ask for less, or try again.'));
      controller.abort();
    };
    timer = setTimeout(end, Math.min(Math.max(0, deadline - Date.now()), MAX_TIMER_MS));
  });
  late.catch(() => {}); // the races below handle it while the call runs
  const lines = answer(deadline, controller.signal)[Symbol.asyncIterator]();
  let ended = false;
  try {
    while (!ended) {
      const next = await Promise.race([lines.next(), late]);
      if (next.done) throw new Error('the tool ended without a result: return one');
      ended = endsCall(next.value);
      await Promise.race([write(stream, next.value), late]);
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: a tool that hangs would delay the last line.
    Promise.resolve(lines.return?.()).catch(() => {});
  }
}

async function write(stream: ResponseStream, line: Line): Promise<void> {
  if (!stream.write(lineText(line))) return new Promise((resolve) => stream.once('drain', resolve));
  // Node sends written data at the end of the event loop's turn, and a tool may produce its next part within the same turn.
  await new Promise((resolve) => setImmediate(resolve));
}

function lineText(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}
