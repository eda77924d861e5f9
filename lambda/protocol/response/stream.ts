import type { HttpRequest, HttpResponse } from '../../http.ts';
import { isParts, type Part, type Parts, partsIn } from '../../targets/index.ts';
import { withTimeout } from '../../timeout.ts';
import type { Ended, TaskOutcome } from '../operation/operation.ts';
import { answerWith } from '../rpc/index.ts';
import { type Encoding, encodingFor, framesOf } from './encodings.ts';
import type { Notifier } from './notifications.ts';

/** The value of a wait that ended without one. */
const nothing = () => undefined;

/** Messages that are sent unchanged: requests to the client. */
interface OutgoingPart {
  readonly type: 'outgoing';
  readonly messages: readonly string[];
}

/** One item of a stream to the caller. */
export type Streamed = SinglePart | readonly Part[];

/** One part of such an item. */
export type SinglePart = Part | OutgoingPart | TaskOutcome;

/** A stream of parts to the caller. */
export type StreamedParts = AsyncIterable<Streamed>;

/** Whether an outcome is a stream of parts, as opposed to an end. */
export function isStreamed(value: object): value is StreamedParts {
  return isParts(value);
}

/** A response as text, and its HTTP status if nothing precedes it. */
export interface ResponseText {
  readonly status: number;
  readonly text: string;
}

/** Converts the end of a call to its response. */
interface Ending {
  finish(end: Ended): Promise<ResponseText>;
  /** Makes the response of a failure; never throws. */
  fail(error: unknown): ResponseText;
}

/** Dependencies of a response. */
export interface ResponseOptions {
  readonly request: HttpRequest;
  readonly notifier: Notifier;
  readonly ending: Ending;
  /** Milliseconds without a message after which the response becomes a stream. */
  readonly silenceMs: number;
}

/** Messages that are sent together: notifications, or the response with the notifications before it. */
interface Batch {
  readonly messages: readonly string[];
  /** The HTTP status of the response, if it is the last message. */
  readonly status: number | undefined;
}

/**
 * Responds with the parts of a call: with plain JSON if its result is the first message, otherwise with a stream. A stream also
 * starts after a time without messages, so that no proxy or client reaches its idle timeout. For a client that accepts only JSON,
 * the stream is white space and then the document.
 */
export async function respondWithParts(
  parts: StreamedParts,
  { request, notifier, ending, silenceMs }: ResponseOptions,
): Promise<HttpResponse> {
  const batches = toBatches(parts, notifier, ending);
  const first = batches.next();
  const encoding = encodingFor(request); // while the parts are on their way
  const soon = (request.streams ? await withTimeout(first, silenceMs, nothing) : await first)?.value;
  if (soon?.status !== undefined && soon.messages.length === 1) {
    return answerWith({ status: soon.status, text: soon.messages[0] ?? '' });
  }
  const chunks = encodeAll(first, batches, encoding);
  return { status: 200, headers: encoding.headers, body: '', frames: framesOf(chunks, encoding) };
}

async function* encodeAll(
  first: Promise<IteratorResult<Batch, undefined>>,
  rest: AsyncGenerator<Batch, undefined>,
  { encode }: Encoding,
): AsyncGenerator<string> {
  try {
    for (let batch = await first; !batch.done; batch = await rest.next()) yield encode(batch.value.messages);
  } finally {
    // If the client stops reading, the work stops.
    await rest.return(undefined);
  }
}

async function* toBatches(parts: StreamedParts, notifier: Notifier, ending: Ending): AsyncGenerator<Batch, undefined> {
  let last: Batch | undefined;
  try {
    for await (const given of parts) {
      const { messages, end } = notifyAll(given, notifier);
      if (end !== undefined) {
        const { status, text } = await ending.finish(end);
        last = { messages: [...messages, text], status };
        break; // closes the parts before the caller reads the response
      }
      if (messages.length > 0) yield { messages, status: undefined };
    }
    if (last === undefined) throw new Error('a target ended without a result');
  } catch (error) {
    const { status, text } = ending.fail(error);
    const messages: string[] = [];
    notifier.finish(messages);
    last = { messages: [...messages, text], status };
  }
  yield last;
}

function notifyAll(given: Streamed, notifier: Notifier) {
  const messages: string[] = [];
  for (const part of partsIn<SinglePart>(given)) {
    if (part.type === 'result' || part.type === 'input_required' || part.type === 'task') {
      notifier.finish(messages);
      return { messages, end: part.type === 'result' ? part.result : part };
    }
    if (part.type === 'outgoing') messages.push(...part.messages);
    else notifier.notify(part, messages);
  }
  return { messages, end: undefined };
}

/**
 * Waits for an outcome for a limited time.
 *
 * @param silenceMs how long to wait, in milliseconds
 * @returns the outcome; if it is not there in time, a stream of parts that starts with it
 */
export async function unlessSilent<E extends Ended>(
  coming: Promise<E | Parts>,
  silenceMs: number,
): Promise<E | StreamedParts> {
  return (await withTimeout(coming, silenceMs, nothing)) ?? partsOf(coming);
}

async function* partsOf(coming: Promise<Ended | Parts>): StreamedParts {
  const outcome = await coming;
  if (isStreamed(outcome)) yield* outcome;
  else yield 'type' in outcome ? outcome : { type: 'result', result: outcome };
}
