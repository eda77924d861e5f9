import type { Call } from '../call.ts';
import type { UpstreamRequest } from '../wire.ts';

/** How the requests of a tool authenticate; one session per call. */
export type Auth = (call: Call) => AuthSession;

interface AuthSession {
  /**
   * Returns the request with its credential.
   *
   * @throws ToolError when there is no credential, or it may not be sent to the request's host
   */
  authorize(request: UpstreamRequest): Promise<UpstreamRequest>;
  /** Gets another credential after one was refused. Returns whether there is one. */
  renew(): Promise<boolean>;
}
