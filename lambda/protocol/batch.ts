import type { HttpResponse } from '../http.ts';
import { isJsonObject } from '../json.ts';
import { BUFFERED_BYTES, bufferedBytes } from './response/index.ts';
import { ACCEPTED, answerWith, errorResponse, InvalidRequest, readId } from './rpc/index.ts';

/** Only this revision has batches, and its clients need not send a version header. */
const BATCH_VERSION = '2025-03-26';
/** Maximum messages of one batch; each costs as much as a request. */
const MAX_BATCH = 50;
// spec: 2025-03-26 basic/lifecycle#initialization
const ALONE = new InvalidRequest('initialize must not be part of a batch');
const NO_ROOM = new InvalidRequest('The responses of this batch exceed 1 MB together; send this request on its own');

/**
 * Responds to a batch with one document, whose size is limited to that of the buffered path on every path. Once the document is
 * full, the remaining messages are refused without running.
 *
 * @param version the value of the header
 * @param answer handles one message
 * @param skipped receives each message that does not run, with the reason
 * @throws InvalidRequest for a batch that this revision does not have, is empty or is too long
 */
export async function answerBatch(
  values: readonly unknown[],
  version: string | undefined,
  answer: (value: unknown) => Promise<HttpResponse>,
  skipped: (value: unknown, error: InvalidRequest) => void = () => {},
): Promise<HttpResponse> {
  if ((version ?? BATCH_VERSION) !== BATCH_VERSION) {
    throw new InvalidRequest('Batches are not part of this protocol version');
  }
  if (values.length === 0 || values.length > MAX_BATCH) {
    throw new InvalidRequest(`A batch holds 1 to ${MAX_BATCH} messages`);
  }
  const refusals = values.map(refusalOf);
  // Reserves the size of each refusal, so that every message gets at least that.
  let room = BUFFERED_BYTES - refusals.reduce((sum, text) => sum + bufferedBytes(text), 0);
  let isFull = false;
  const texts: string[] = [];
  for (const [index, value] of values.entries()) {
    const refusal = refusals[index] ?? '';
    if (isFull) skipped(value, NO_ROOM);
    const answered = isFull ? undefined : await answerUnlessAlone(value, answer);
    const body: string = answered?.body ?? refusal;
    const more = bufferedBytes(body) - bufferedBytes(refusal);
    isFull ||= more > room;
    if (!isFull) room -= more;
    const text = isFull ? refusal : body;
    if (text !== '') texts.push(text);
  }
  if (texts.length === 0) return ACCEPTED;
  // spec: 2025-03-26 basic/transports#sending-messages-to-the-server: a batch without a request gets 202 or an HTTP error.
  return answerWith({ status: values.some(isRequest) ? 200 : 400, text: `[${texts.join(',')}]` });
}

function isRequest(value: unknown): boolean {
  return isJsonObject(value) && value.method !== undefined && value.id !== undefined;
}

async function answerUnlessAlone(value: unknown, answer: (value: unknown) => Promise<HttpResponse>) {
  const isAlone = isJsonObject(value) && value.method === 'initialize' && value.id !== undefined;
  return isAlone ? errorResponse(ALONE, readId(value)) : answer(value);
}

/** Returns the text of a refusal; empty for a notification, which gets no response. */
function refusalOf(value: unknown): string {
  const isNotification = isJsonObject(value) && typeof value.method === 'string' && value.id === undefined;
  return isNotification ? '' : errorResponse(NO_ROOM, readId(value)).body;
}
