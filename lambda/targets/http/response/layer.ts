import type { Mask } from '../../secrets/index.ts';
import type { ResponseHead, UpstreamRequest, UpstreamResponse } from '../../upstream/index.ts';
import type { ResponseView } from './view.ts';

/** What a target type whose protocol lies above HTTP adds to the requests and responses of `http`. */
export interface HttpLayer {
  readonly envelope?: EnvelopeReader;
  /** The name of requests in errors; default: method, host and path. */
  readonly label?: string;
  /**
   * Changes the value of `body` before it is serialized. Bytes are sent as they are.
   *
   * @throws ToolError for a value that cannot be sent
   */
  readonly body?: (value: unknown) => unknown;
  /** Whether a response means that the upstream is busy, besides those with a status for it. */
  readonly busy?: (response: ResponseHead) => boolean;
  /** Whether a response means that what was asked for does not exist, besides those with a status for it. */
  readonly isNotFound?: (response: UpstreamResponse) => boolean;
  /** More sentences for the agent about a response whose status is not an answer. */
  readonly hints?: (response: UpstreamResponse) => readonly string[];
  /**
   * Finds the items of a page, in place of `pagination.items`.
   *
   * @param isFirst whether no page came before it
   */
  readonly items?: (view: ResponseView, isFirst: boolean) => readonly unknown[];
}

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
