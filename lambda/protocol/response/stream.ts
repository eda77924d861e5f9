import type { HttpRequest, HttpResponse } from '../../http.ts';
import { isParts, type Part, type Parts } from '../../targets/index.ts';
import type { Ended, TaskOutcome } from '../operation/operation.ts';
import { answerWith } from '../rpc/json-rpc.ts';
import { type Encoding, jsonLinesAsked, SSE } from './encodings.ts';
import type { Notifier } from './notifications.ts';

/** Messages of ours that leave as they are: requests for the caller. */
interface OutgoingPart {
  readonly type: 'outgoing';
  readonly messages: readonly string[];
}

/** What may be on its way to the caller at a time. */
export type Streamed = Part | OutgoingPart | TaskOutcome | readonly Part[];

/** Parts on their way to the caller. */
export type StreamedParts = AsyncIterable<Streamed>;

/** Tells parts from an end that is there in one piece. */
export function isStreamed(value: object): value is StreamedParts {
  return isParts(value);
}

/** A response as text, and the HTTP status that it has when nothing went before it. */
export interface ResponseText {
  readonly status: number;
  readonly text: string;
}

/** How the end of a call becomes its response. */
export interface Ending {
  finish(end: Ended): Promise<ResponseText>;
  /** Writes the response for what was thrown; never throws. */
  fail(error: unknown): ResponseText;
}

/** What leaves together: notifications, or the response with what came with it. */
interface Batch {
  readonly messages: readonly string[];
  /** The status of the response that is the last of the messages. */
  readonly status: number | undefined;
}

/**
 * Answers with the parts of a call: plain JSON when its result is the first that there is to say, otherwise a stream, which
 * also starts when there was nothing to say for a while, so that nothing between here and the caller gives up.
 *
 * @param silenceMs how long a while is, in milliseconds
 */
export async function respondWithParts(
  parts: StreamedParts,
  request: HttpRequest,
  notifier: Notifier,
  ending: Ending,
  silenceMs: number,
): Promise<HttpResponse> {
  const batches = toBatches(parts, notifier, ending);
  const first = batches.next();
  const soon = (request.streams ? await within(first, silenceMs) : await first)?.value;
  if (soon?.status !== undefined && soon.messages.length === 1) {
    return answerWith({ status: soon.status, text: soon.messages[0] ?? '' });
  }
  const encoding = jsonLinesAsked(request.headers) ?? SSE;
  const chunks = encodeAll(first, batches, encoding);
  return { status: 200, headers: encoding.headers, body: '', frames: { chunks, keepAlive: encoding.keepAlive } };
}

async function* encodeAll(
  first: Promise<IteratorResult<Batch, undefined>>,
  rest: AsyncGenerator<Batch, undefined>,
  { encode }: Encoding,
): AsyncGenerator<string> {
  try {
    for (let batch = await first; !batch.done; batch = await rest.next()) yield encode(batch.value.messages);
  } finally {
    // Whoever stops listening stops the work.
    await rest.return(undefined);
  }
}

async function* toBatches(parts: StreamedParts, notifier: Notifier, ending: Ending): AsyncGenerator<Batch, undefined> {
  let last: Batch | undefined;
  try {
    for await (const given of parts) {
      const { messages, end } = tellAll(given, notifier);
      if (end !== undefined) {
        const { status, text } = await ending.finish(end);
        last = { messages: [...messages, text], status };
        break; // closes the parts, before anyone waits for the caller to read
      }
      if (messages.length > 0) yield { messages, status: undefined };
    }
    if (last === undefined) throw new Error('a target ended without a result');
  } catch (error) {
    const { status, text } = ending.fail(error);
    last = { messages: [text], status };
  }
  yield last;
}

function tellAll(given: Streamed, notifier: Notifier) {
  const messages: string[] = [];
  for (const part of isMany(given) ? given : [given]) {
    if (part.type === 'result' || part.type === 'input_required' || part.type === 'task') {
      notifier.finish(messages);
      return { messages, end: part.type === 'result' ? part.result : part };
    }
    if (part.type === 'outgoing') messages.push(...part.messages);
    else notifier.tell(part, messages);
  }
  return { messages, end: undefined };
}

function isMany(given: Streamed): given is readonly Part[] {
  return Array.isArray(given);
}

/**
 * Waits for an outcome that comes at once or not for a while.
 *
 * @param silenceMs how long a while is, in milliseconds
 * @returns the outcome; where it did not come, parts that begin with it
 */
export async function unlessSilent<E extends Ended>(
  coming: Promise<E | Parts>,
  silenceMs: number,
): Promise<E | StreamedParts> {
  return (await within(coming, silenceMs)) ?? partsOf(coming);
}

async function* partsOf(coming: Promise<Ended | Parts>): StreamedParts {
  const outcome = await coming;
  if (isStreamed(outcome)) yield* outcome;
  else yield 'type' in outcome ? outcome : { type: 'result', result: outcome };
}

/** What comes within the time; nothing when nothing did. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
