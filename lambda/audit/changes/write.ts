import { randomBytes } from 'node:crypto';
import { ConditionFailed, type Table } from '../../table/index.ts';
import { type Change, type ChangePhase, changeItem } from './change.ts';

/** Adding needs nothing else of a table: those who add need not be able to read. */
type AuditTable = Pick<Table, 'update'>;

/** A change could not be recorded. The message says whether it was made. */
export class ChangeNotRecorded extends Error {
  override readonly name = 'ChangeNotRecorded';
}

/** What is known of a change once it was made. */
type ChangeOutcome = Partial<Pick<Change, 'subject' | 'summary'>>;

/** A change to make. */
export interface ChangeWork<V> {
  readonly change: Change;
  /** Makes the change. */
  readonly work: () => Promise<V>;
  /** What the outcome adds to the intent. @default nothing */
  readonly outcome?: (value: V) => ChangeOutcome;
}

/**
 * Makes a change between two records: the intent before it, and its outcome after it. Of a change that nobody finished, the intent
 * remains. An item is only ever added: its key is random, and must not exist.
 *
 * @param now the clock, epoch milliseconds
 * @throws ChangeNotRecorded if the intent could not be recorded, and nothing was changed; or if the outcome of a change that was made
 * could not; otherwise what `work` throws
 */
export async function recordChange<V>(
  table: AuditTable,
  now: () => number,
  { change, work, outcome = () => ({}) }: ChangeWork<V>,
): Promise<V> {
  const id = randomBytes(9).toString('base64url');
  const add = (phase: ChangePhase, more: ChangeOutcome = {}) =>
    addRecord(table, { ...change, ...more, id, phase, at: now() });

  await add('intended').catch((error: unknown) => {
    throw new ChangeNotRecorded(`nothing was changed, because the audit cannot be written: ${reasonOf(error)}`, {
      cause: error,
    });
  });
  let value: V;
  try {
    value = await work();
  } catch (error) {
    // A failure can follow from the content, so its message stays out of the record; what the user sees is the first failure.
    const name = error instanceof Error ? error.name : 'Error';
    await add('failed', { summary: `${change.summary} (${name})` }).catch(() => {});
    throw error;
  }
  await add('done', outcome(value)).catch((error: unknown) => {
    throw new ChangeNotRecorded(
      `the change was made, but its outcome cannot be written to the audit, which shows it as intended: ${reasonOf(error)}`,
      { cause: error },
    );
  });
  return value;
}

async function addRecord(table: AuditTable, record: Parameters<typeof changeItem>[0]): Promise<void> {
  const { pk, sk, ...set } = changeItem(record, randomBytes(16).toString('hex'));
  try {
    await table.update({ pk, sk }, { set, expect: { id: undefined } });
  } catch (error) {
    // Nobody else knows the key: an earlier attempt of this request has written the item, and its response was lost.
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'ResourceNotFoundException') return 'its table does not exist; deploy the Data stack of the stage';
  return error.message || error.name;
}
