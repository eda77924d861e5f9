import type { HttpResponse } from '../http.ts';
import { isJsonObject } from '../json.ts';
import { BUFFERED_BYTES, bufferedBytes } from './response/index.ts';
import { ACCEPTED, answerWith, errorResponse, InvalidRequest, readId } from './rpc/index.ts';

/** Batches exist in this revision only, and a client of it may send no version header. */
const BATCH_VERSION = '2025-03-26';
/** Messages of one batch at most; each costs what a request costs. */
const MAX_BATCH = 50;
// spec: 2025-03-26 basic/lifecycle#initialization
const ALONE = new InvalidRequest('initialize must not be part of a batch');
const NO_ROOM = new InvalidRequest('The answers of this batch are larger than 1 MB together; send this on its own');

/**
 * Answers a batch in one document, which is as large as what the buffered path carries, whichever way it takes. What is left when
 * there is no room any more is not begun.
 *
 * @param version as the header says
 * @param answer answers one message
 * @throws InvalidRequest for a batch that may not be, or is too long
 */
export async function answerBatch(
  values: readonly unknown[],
  version: string | undefined,
  answer: (value: unknown) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  if ((version ?? BATCH_VERSION) !== BATCH_VERSION) {
    throw new InvalidRequest('Batches are not part of this protocol version');
  }
  if (values.length === 0 || values.length > MAX_BATCH) {
    throw new InvalidRequest(`A batch holds 1 to ${MAX_BATCH} messages`);
  }
  const refusals = values.map(refusalOf);
  // Each is paid for in advance, so that there is always room to say that there is none.
  let room = BUFFERED_BYTES - refusals.reduce((sum, text) => sum + bufferedBytes(text), 0);
  let isFull = false;
  const texts: string[] = [];
  for (const [index, value] of values.entries()) {
    const refusal = refusals[index] ?? '';
    const answered = isFull ? undefined : await answerUnlessAlone(value, answer);
    const body: string = answered?.body ?? refusal;
    const more = bufferedBytes(body) - bufferedBytes(refusal);
    isFull ||= more > room;
    if (!isFull) room -= more;
    const text = isFull ? refusal : body;
    if (text !== '') texts.push(text);
  }
  if (texts.length === 0) return ACCEPTED;
  // spec: 2025-03-26 basic/transports#sending-messages-to-the-server: what has no request in it is accepted, or an HTTP error.
  return answerWith({ status: values.some(isRequest) ? 200 : 400, text: `[${texts.join(',')}]` });
}

function isRequest(value: unknown): boolean {
  return isJsonObject(value) && value.method !== undefined && value.id !== undefined;
}

async function answerUnlessAlone(value: unknown, answer: (value: unknown) => Promise<HttpResponse>) {
  const isAlone = isJsonObject(value) && value.method === 'initialize' && value.id !== undefined;
  return isAlone ? errorResponse(ALONE, readId(value)) : answer(value);
}

/** Nobody is told of a notification. */
function refusalOf(value: unknown): string {
  const isNotification = isJsonObject(value) && typeof value.method === 'string' && value.id === undefined;
  return isNotification ? '' : errorResponse(NO_ROOM, readId(value)).body;
}
