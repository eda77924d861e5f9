import { type StartedTable, startDynalite } from './dynalite.ts';
import { hasJava, startDynamoDbLocal } from './dynamodb-local.ts';

/** A DynamoDB look-alike that a contract test runs over. */
export interface TableKind {
  readonly name: string;
  /** Whether it can run on this machine. */
  readonly run: boolean;
  start(): Promise<StartedTable>;
}

const java = hasJava();

/** The look-alikes; Amazon's own only where there is Java. */
export const startedKinds: readonly TableKind[] = [
  { name: 'dynalite', run: true, start: startDynalite },
  { name: `DynamoDB Local${java ? '' : ' (skipped: no Java on this machine)'}`, run: java, start: startDynamoDbLocal },
];

/**
 * The kinds of table that a contract holds for: in memory, and every look-alike.
 *
 * @param openMemory makes the table in memory
 * @param openStarted opens a look-alike's table, and stops the look-alike when it is closed
 */
export function tableKinds<Opened>(
  openMemory: () => Promise<Opened>,
  openStarted: (started: StartedTable) => Promise<Opened>,
) {
  const started = startedKinds.map(({ start, ...kind }) => ({ ...kind, open: async () => openStarted(await start()) }));
  return [{ name: 'in memory', run: true, open: openMemory }, ...started];
}
