import type { LimitState, RateLimit } from '../../state/types.ts';

/** What limits the callers and tools of a deployment. */
export interface Limits {
  /** Counts at all instances together. */
  readonly state: LimitState;
  /** The rate of each address from which callers without credentials connect; `undefined` for none. */
  readonly anonymous: RateLimit | undefined;
}
