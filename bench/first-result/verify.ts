import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../lambda/json.ts';
import type { Way } from './agent.ts';

interface Message {
  readonly method?: string;
  readonly params?: { readonly seq: number; readonly content: readonly Block[] };
  readonly result?: { readonly content: readonly Block[]; readonly isError?: boolean };
}

interface Block {
  readonly text: string;
}

/**
 * Verifies a response before the measurement: partial results contain every row and are numbered without a gap, and the final
 * result contains every row again. A buffered response contains only the final result.
 *
 * @throws Error with the response when it is wrong
 */
export function verify(text: string, way: Way, rows: readonly JsonObject[]): void {
  const messages = messagesOf(text, way);
  const partials = messages.slice(0, -1).map(({ params }) => params);
  const final = messages.at(-1)?.result;
  const seqs = partials.map((params) => params?.seq);
  const sent = partials.flatMap((params) => rowsIn(params?.content ?? []));
  const isRight =
    final?.isError !== true &&
    isDeepStrictEqual(rowsIn(final?.content.slice(0, 1) ?? []), rows) &&
    isDeepStrictEqual(seqs, [...seqs.keys()]) &&
    isDeepStrictEqual(sent, way === 'buffered' || partials.length === 0 ? [] : rows);
  if (!isRight) throw new Error(`${way}: wrong response: ${text.slice(0, 2000)}`);
}

function messagesOf(text: string, way: Way): readonly Message[] {
  const separator = way === 'SSE' ? '\n\n' : '\n';
  const frames = text.split(separator).map((frame) => frame.replace(/^event: message\ndata: /, ''));
  // Comments and empty lines push out what a proxy holds.
  return frames.filter((frame) => frame !== '' && !frame.startsWith(':')).map((frame) => JSON.parse(frame));
}

/** A page is an array of rows, a line is one row. */
function rowsIn(content: readonly Block[]): readonly JsonObject[] {
  return content.flatMap(({ text }) => JSON.parse(text));
}
