/** Who is asking. */
export interface Principal {
  /** Tells callers apart: what one was given, no other may use. The same for the same caller at every instance. */
  readonly id: string;
  /** What the caller may do, as its credentials say. */
  readonly scopes: ReadonlySet<string>;
}

const ANONYMOUS: Principal = { id: 'anonymous', scopes: new Set() };

/**
 * Tells who is asking. The only mode so far is `none`: everyone whom the load balancer lets in is the same caller, and it
 * holds no scope, so a tool that asks for one is out of its reach.
 */
export function authenticate(): Principal {
  return ANONYMOUS;
}
