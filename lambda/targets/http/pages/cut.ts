import type { Json } from '../../../json.ts';
import { incompleteNote } from '../../result.ts';
import type { PageStep } from './step.ts';

/** Why a list ends before its last page, and where it would continue. */
export interface Cut {
  /** What failed. */
  readonly failure?: string | undefined;
  /** The pages that were read, if their number was the reason. */
  readonly pages?: number | undefined;
  /** The rows that were read, if their number was the reason. */
  readonly rows?: number | undefined;
  readonly next?: PageStep | undefined;
}

/**
 * Writes the note for the agent that a list is not complete.
 *
 * @param next what a later call can continue with
 * @param argument the argument that takes it
 */
export function cutNote({ failure, pages, rows }: Cut, next: Json | undefined, argument: string | undefined): string {
  const reason =
    failure !== undefined
      ? incompleteNote(failure)
      : pages !== undefined
        ? `There are more pages: the tool stopped after ${pages} ${pages === 1 ? 'page' : 'pages'}.`
        : `There are more rows: the tool stopped after ${rows} ${rows === 1 ? 'row' : 'rows'}.`;
  if (next === undefined || argument === undefined) return reason;
  return `${reason} To continue, call again with the argument ${argument}: ${JSON.stringify(next)}`;
}
