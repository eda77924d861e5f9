import { type Change, type ChangeWork, recordChange } from '../../../lambda/audit/changes/index.ts';
import { type OpenTable, openTable } from '../../../lambda/catalog/publish/index.ts';
import type { TableLocation } from '../../../lambda/table/index.ts';
import { awsActor, isLookAlike, localActor } from './actor.ts';

/** A change as a command describes it; the actor is the same for all of a command. */
interface CommandChange<V> extends Omit<ChangeWork<V>, 'change'> {
  readonly change: Omit<Change, 'actor'>;
}

/** Where a command records its changes. Every command that writes to a table of a stage writes through it. */
export interface ChangeLog {
  /** The table of the audit; `undefined` for a table that belongs to no stage. */
  readonly table: OpenTable | undefined;
  /**
   * Makes a change between the records of its intent and of its outcome.
   *
   * @throws ChangeNotRecorded, CommandFailed, and what the work throws
   */
  record<V>(change: CommandChange<V>): Promise<V>;
  close(): void;
}

/** The name of a stage's catalogue, alone or in an ARN. */
const CATALOG = /^((?:.*[:/])?spillway-[a-z][a-z0-9-]{0,15})-catalog$/;

/** The audit's table that belongs to a catalogue; `undefined` for a table that is no stage's. */
export function auditTableOf(catalog: string): string | undefined {
  const [, stage] = CATALOG.exec(catalog) ?? [];
  return stage === undefined ? undefined : `${stage}-audit`;
}

/**
 * Opens the record of changes. Connects at the first use.
 *
 * @param location the catalogue's table
 * @param isLocal whether it belongs to the local stack
 * @param now the clock, epoch milliseconds
 */
export function openChangeLog(
  location: TableLocation,
  { isLocal, now }: { readonly isLocal: boolean; readonly now: () => number },
): ChangeLog {
  const name = auditTableOf(location.table);
  if (name === undefined) return { table: undefined, record: ({ work }) => work(), close: () => {} };
  const table = openTable({ ...location, table: name });
  let actor: Promise<string> | undefined;
  return {
    table,
    async record({ change, ...rest }) {
      actor ??= isLocal || isLookAlike(process.env) ? Promise.resolve(localActor()) : awsActor(location.region);
      return recordChange(table, now, { change: { ...change, actor: await actor }, ...rest });
    },
    close: () => table.close(),
  };
}
