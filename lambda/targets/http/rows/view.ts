import type { Cut } from '../../list/index.ts';
import type { ResponseView } from '../response/index.ts';

/** `$response` of a tool with rows. */
export interface RowsView extends ResponseView, Pick<Cut, 'failure' | 'next'> {
  /** Whether there are more rows than the body has. */
  readonly more: boolean;
}
