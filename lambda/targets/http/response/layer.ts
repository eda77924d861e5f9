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

/** What a protocol above HTTP says is wrong, in the body of an answer. */
export interface EnvelopeProblem {
  /** What happened: `POST api.example.com/graphql returned an error`. */
  readonly outcome: string;
  /** The messages of the body, masked and cut; the `error` of a tool replaces them. */
  readonly message: string;
  /** What the agent can do; empty for nothing. */
  readonly advice: string;
  /** Whether the answer has data all the same. */
  readonly isIncomplete: boolean;
  readonly notFound: boolean;
}

/**
 * Reads what a protocol above HTTP says in the body of an answer.
 *
 * @param view masked
 * @returns what is wrong, if something is
 * @throws ToolError for a body that is not of the protocol
 */
export type EnvelopeReader = (
  view: ResponseView,
  request: Pick<UpstreamRequest, 'label' | 'repeatable'>,
  mask: Mask,
) => EnvelopeProblem | undefined;
