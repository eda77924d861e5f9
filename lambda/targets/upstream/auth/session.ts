import type { Call } from '../call.ts';
import type { UpstreamRequest } from '../wire.ts';

/** How the requests of a tool say who they are; one session for each call. */
export type Auth = (call: Call) => AuthSession;

interface AuthSession {
  /**
   * A request with its credential.
   *
   * @throws ToolError when there is no credential, or it may not go there
   */
  authorize(asked: UpstreamRequest): Promise<UpstreamRequest>;
  /** Gets another credential after one was refused. Gives whether there is one. */
  renew(): Promise<boolean>;
}
