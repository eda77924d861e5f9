import type { HttpRequest } from '../../http.ts';
import { exceedsBytes } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { fitsBuffered } from '../response/truncate.ts';

/** What a result's text must fit. */
export interface TextBounds {
  /** What errors call the result: `prompt code_review`. */
  readonly label: string;
  readonly resultBytes: number;
  readonly request: HttpRequest;
}

/**
 * Passes on the text of a result that has no more bytes than it may. It cannot be cut: half a resource is another resource.
 *
 * @throws ToolError for one that has more than its limit, or than a path that does not stream carries
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
    `The result of ${label} is larger than the 1 MB that this path carries. Ask without the challenge parameter to have it streamed.`,
  );
}
