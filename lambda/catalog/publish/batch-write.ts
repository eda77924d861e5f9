import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchWriteItemCommandOutput, WriteRequest } from '@aws-sdk/client-dynamodb';

/** DynamoDB's limit for one BatchWriteItem. Its other limit, 16 MB, cannot be reached by 25 items of at most 400 KB. */
const BATCH_ITEMS = 25;
const BATCHES_AT_ONCE = 4;
/** Waits between attempts while the table is throttled; after about 25 s in all the write fails. */
const RETRY_WAITS_MS = [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800];

/** How DynamoDB throttles a whole request, of the table, the account, or a control on it. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottledException',
]);

/** The table refuses requests because there are too many, and waiting did not help. */
export class TableThrottled extends Error {
  override readonly name = 'TableThrottled';
}

/** What writing batches needs. */
export interface BatchWriter {
  readonly table: string;
  /** Sends one BatchWriteItem. */
  readonly send: (requests: WriteRequest[]) => Promise<Pick<BatchWriteItemCommandOutput, 'UnprocessedItems'>>;
  /** Waits; default: with a timer. */
  readonly wait?: (ms: number) => Promise<void>;
}

/**
 * Sends write requests in batches, several at once. While the table is throttled, each batch waits and tries again, whether the
 * whole batch was refused or only some of its items.
 *
 * @throws TableThrottled when the table is still throttled after about 25 s
 */
export async function writeBatches(writer: BatchWriter, requests: readonly WriteRequest[]): Promise<void> {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < requests.length; start += BATCH_ITEMS) {
    batches.push(requests.slice(start, start + BATCH_ITEMS));
  }
  const workers = Array.from({ length: BATCHES_AT_ONCE }, async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await writeBatch(writer, batch);
  });
  await Promise.all(workers);
}

async function writeBatch(writer: BatchWriter, batch: WriteRequest[]): Promise<void> {
  const { table, wait = sleep } = writer;
  let pending = batch;
  let cause: unknown;
  for (const waitMs of [...RETRY_WAITS_MS, undefined]) {
    ({ pending, cause } = await attempt(writer, pending));
    if (pending.length === 0) return;
    if (waitMs !== undefined) await wait(waitMs / 2 + Math.random() * (waitMs / 2));
  }
  const message = `the table ${table} is throttled: ${pending.length} items of a batch were not written; try again later`;
  throw new TableThrottled(message, { cause });
}

/** Sends a batch once. @returns the requests that were not carried out */
async function attempt(
  { table, send }: BatchWriter,
  batch: WriteRequest[],
): Promise<{ pending: WriteRequest[]; cause?: unknown }> {
  try {
    return { pending: (await send(batch)).UnprocessedItems?.[table] ?? [] };
  } catch (error) {
    if (!(error instanceof Error && THROTTLED.has(error.name))) throw error;
    return { pending: batch, cause: error };
  }
}
