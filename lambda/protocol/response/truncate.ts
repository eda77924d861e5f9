import type { ContentBlock, ToolResult } from '../../content/index.ts';

/**
 * Bytes that an answer on the buffered path may have. A load balancer takes 1 MB of JSON from a lambda target, and counts the
 * answer as a string inside it, every quote escaped. AWS: elasticloadbalancing/latest/application/lambda-functions.html
 * The rest is for headers and the frame around the result.
 */
export const BUFFERED_BYTES = 980_000;
const NOTE_BYTES = 300;

/** Bytes of a JSON text as the load balancer counts them. */
export function bufferedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** Whether a result, given as JSON text, surely or really fits the buffered path. */
export function fitsBuffered(text: string): boolean {
  // An escaped character takes at most six bytes.
  return text.length * 6 < BUFFERED_BYTES || bufferedBytes(text) <= BUFFERED_BYTES;
}

/**
 * Cuts a result down to what the buffered path carries, and says so at its end: whole blocks go first, then the rest of a text.
 * `structuredContent` has no meaning by halves and goes.
 */
export function truncateToBuffered({ content, isError }: ToolResult): ToolResult {
  const kept: ContentBlock[] = [];
  let room = BUFFERED_BYTES - NOTE_BYTES;
  for (const block of content) {
    const bytes = bufferedBytes(JSON.stringify(block));
    if (bytes <= room) {
      kept.push(block);
      room -= bytes;
      continue;
    }
    if (block.type === 'text')
      kept.push({
        ...block,
        text: fittingPrefix(block.text, room - bufferedBytes(JSON.stringify({ ...block, text: '' }))),
      });
    break;
  }
  const note =
    `[Cut: the whole result is larger than the 1 MB that this path carries; ${kept.length} of ${content.length} blocks are here, ` +
    'the last one perhaps in part. Ask for less, or call without the challenge parameter to have it streamed.]';
  return { content: [...kept, { type: 'text', text: note }], ...(isError && { isError }) };
}

function fittingPrefix(text: string, room: number): string {
  let low = 0;
  let high = Math.min(text.length, Math.max(0, room));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bufferedBytes(JSON.stringify(text.slice(0, middle))) <= room) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low).toWellFormed();
}
