import type { ContentBlock, ToolResult } from '../../content/index.ts';

/**
 * Maximum bytes of a response on the buffered path. A load balancer accepts 1 MB of JSON from a lambda target, in which the
 * response is a string with every quote escaped. AWS: elasticloadbalancing/latest/application/lambda-functions.html
 * The rest is for headers and the JSON around the response.
 */
export const BUFFERED_BYTES = 980_000;
const NOTE_BYTES = 300;

/** Returns the bytes of a JSON text as the load balancer counts them. */
export function bufferedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** Whether a result, as JSON text, fits the buffered path. */
export function fitsBuffered(text: string): boolean {
  // An escaped character takes at most six bytes, so a short text need not be measured.
  return text.length * 6 < BUFFERED_BYTES || bufferedBytes(text) <= BUFFERED_BYTES;
}

/**
 * Truncates a result to the limit of the buffered path and appends a note: it keeps the first blocks that fit, and the start of a
 * text. It drops `structuredContent`, because half of a value has no meaning.
 */
export function truncateToBuffered({ _meta, content, isError }: ToolResult): ToolResult {
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
    `[Truncated: the result is larger than the 1 MB that a batch carries. It has ${content.length} blocks; ${kept.length} are included, ` +
    'the last one possibly in part. Ask for less, or call on its own, not in a batch, to have it streamed.]';
  return { ...(_meta && { _meta }), content: [...kept, { type: 'text', text: note }], ...(isError && { isError }) };
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
