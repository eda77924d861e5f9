/** What explains a failed response; loaded at the first one, so that a cold start does not compile it. */
import type { Json } from '../../../../json.ts';
import { parseMarkingRounded } from '../../../../text/index.ts';
import type { Mask } from '../../../secrets/index.ts';
import { withoutGuard } from '../formats/index.ts';
import { htmlTextIn, messagesIn, sentencesAsText, xmlMessagesIn } from './messages.ts';

export { hintsOf } from './hints.ts';

/** Characters of a body of XML or HTML in which messages are looked for. */
const READ_CHARS = 16_384;

/** The body of a failed response: JSON, or a text of which perhaps only the beginning was read. */
export function parsedOrText(text: string, mask: Mask): Json {
  try {
    return parseMarkingRounded(withoutGuard(text)) as Json;
  } catch {
    return mask.beginning(text);
  }
}

/**
 * The message in an error body: its sentences, else the whole body.
 *
 * @param body what {@link parsedOrText} makes of the text
 * @param status of the response
 */
export function messageOf(text: string, body: Json | undefined, status: number, mask: Mask): string {
  if (body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0)) return '';
  if (typeof body !== 'string') {
    const sentences = messagesIn(body, status);
    return mask.text(sentences.length === 0 ? text : sentencesAsText(sentences));
  }
  const beginning = body.slice(0, READ_CHARS);
  const sentences = xmlMessagesIn(beginning);
  return mask.text(sentences.length > 0 ? sentencesAsText(sentences) : htmlTextIn(beginning) || body).trim();
}
