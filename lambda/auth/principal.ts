/** The caller of a request. */
export interface Principal {
  /** Identifies the caller, the same at every instance: tasks, sessions and states of one caller are closed to all others. */
  readonly id: string;
  /** The scopes of the caller's credentials. */
  readonly scopes: ReadonlySet<string>;
}
