import type { Mask } from '../../secrets/index.ts';
import type { UpstreamRequest } from '../../upstream/index.ts';
import type { ResponseView } from './view.ts';

/**
 * Reads what a protocol above HTTP says in the body of a 2xx response.
 *
 * @param view masked
 * @returns a note for the agent where the answer is not complete
 * @throws ToolError for a body that says that the request failed, or that is not of the protocol
 */
export type EnvelopeReader = (
  view: ResponseView,
  request: Pick<UpstreamRequest, 'label' | 'repeatable'>,
  mask: Mask,
) => string | undefined;
