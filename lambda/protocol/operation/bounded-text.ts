import type { HttpRequest } from '../../http.ts';
import { exceedsBytes } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { fitsBuffered } from '../response/index.ts';

/** Bounds of a result's text. */
export interface TextBounds {
  /** Name of the document in errors: `prompt code_review`. */
  readonly label: string;
  readonly resultBytes: number;
  readonly request: HttpRequest;
}

/**
 * Returns the text of a result that is within its bounds. A longer text is refused, not truncated: half of a resource is not the
 * resource.
 *
 * @throws ToolError for a text above its limit, or above the limit of the buffered path
 */
export function boundedText(text: string, { label, resultBytes, request }: TextBounds): string {
  if (exceedsBytes(text, resultBytes)) {
    throw new ToolError(
      `The result of ${label} has ${Buffer.byteLength(text)} bytes; its limit is ${resultBytes}. ` +
        'For the operator: see limits.resultBytes of its document.',
    );
  }
  if (request.streams || fitsBuffered(text)) return text;
  throw new ToolError(
    `The result of ${label} is larger than the 1 MB that a batch carries. Send the request on its own to have it streamed.`,
  );
}
