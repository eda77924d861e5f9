import { TooLarge, ToolError } from '../../../tool-error.ts';
import type { RowList } from '../../list/index.ts';
import type { Part, PartialPart } from '../../parts.ts';
import { tooLarge } from '../../result.ts';
import {
  type Call,
  compressedFailure,
  endsEarly,
  type Opened,
  readFailure,
  type UpstreamRequest,
} from '../../upstream/index.ts';

/** The text of a response. */
interface StreamedText {
  readonly text: string;
  /** Why it is not the whole text. */
  readonly failure?: string;
}

/**
 * Streams the text of a response as it arrives, without splitting characters.
 *
 * @param room counts what fits into the result
 * @returns the whole text; where the response ends early, or is larger than the result may be, what arrived
 */
export async function* streamText(
  opened: Opened,
  { context, time, mask }: Call,
  request: UpstreamRequest,
  room: RowList,
): AsyncGenerator<Part, StreamedText> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let received = 0;
  let whole = '';
  let held = '';
  /** Returns the text that can be sent; a possible start of a secret is held back until its rest arrives. */
  const release = (text: string, last: boolean) => {
    const open = held + text;
    const end = last ? open.length : open.length - mask.openEnd(open);
    held = open.slice(end);
    const released = mask.text(open.slice(0, end));
    if (!room.add(released, undefined)) throw tooLarge(request.label, context.resultBytes, request.repeatable);
    whole += released;
    return released;
  };
  const part = (text: string): PartialPart => ({
    type: 'partial',
    content: context.partials ? [{ type: 'text', text }] : [],
    rows: 1,
  });
  try {
    const compressed = compressedFailure(opened.headers, request.label);
    if (compressed) throw compressed;
    for await (const chunk of opened.incoming as AsyncIterable<Buffer>) {
      received += chunk.length;
      const released = release(decoder.decode(chunk, { stream: true }), false);
      if (released !== '') yield part(released);
    }
    const released = release(decoder.decode(), true);
    if (released !== '') yield part(released);
    return { text: whole };
  } catch (error) {
    const failure = readFailure(request, error, received, time);
    const isEarly = failure instanceof TooLarge || endsEarly(failure);
    if (!(failure instanceof ToolError) || !isEarly || whole === '' || time.hasLeft) throw failure;
    return { text: whole, failure: failure.message };
  } finally {
    opened.incoming.destroy();
  }
}
