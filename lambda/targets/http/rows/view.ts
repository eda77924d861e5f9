import type { ResponseView } from '../response/index.ts';

/** Why rows are not all that there are, for `result`. */
export interface Missing {
  readonly failure?: string | undefined;
  /** What a later call can continue with. */
  readonly next?: unknown;
}

/** `$response` of a tool with rows. */
export interface RowsView extends ResponseView, Missing {
  /** Whether there are more rows than the body has. */
  readonly more: boolean;
}
