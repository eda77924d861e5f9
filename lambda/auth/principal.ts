/** The caller of a request. */
export interface Principal {
  /** Tells callers apart: what one was given, no other may use. The same for the same caller at every instance. */
  readonly id: string;
  /** What the caller's credentials allow. */
  readonly scopes: ReadonlySet<string>;
}
