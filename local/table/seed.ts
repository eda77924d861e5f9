import { existsSync, readFileSync } from 'node:fs';
import {
  BatchWriteItemCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { toAttributeMap } from '../../lambda/targets/dynamodb/index.ts';
import { LocalStackError } from '../errors.ts';
import { writePrivateFile } from '../private-files.ts';
import { isRecord, textOf } from '../template/index.ts';
import { describeTable, ensureTable, POLL_MS } from './ensure.ts';
import type { SeededTable } from './seeded-tables.ts';

/** API: BatchWriteItem accepts at most 25 items. */
const BATCH_ITEMS = 25;

/** Keeps the digest of each table's seed in a file, so that a restart does not overwrite items that tools have changed. */
export class SeedRecord {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Digest of the seed that a table was created with. */
  of(table: string): string | undefined {
    return textOf(this.#read()[table]);
  }

  remember(table: string, digest: string): void {
    writePrivateFile(this.#path, `${JSON.stringify({ ...this.#read(), [table]: digest })}\n`);
  }

  #read(): Record<string, unknown> {
    const value: unknown = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : {};
    return isRecord(value) ? value : {};
  }
}

/**
 * Creates a table and writes its seed items, unless it exists with the same seed. A table with another seed is recreated.
 *
 * @throws LocalStackError when DynamoDB rejects an item
 */
export async function seedTable(client: DynamoDBClient, table: SeededTable, seedRecord: SeedRecord): Promise<void> {
  const { model, digest } = table;
  const name = model.TableName;
  const exists = (await describeTable(client, name)) !== undefined;
  if (exists && seedRecord.of(name) === digest) return;
  if (exists) await remove(client, name);
  await ensureTable(client, model);
  for (let start = 0; start < table.items.length; start += BATCH_ITEMS) await write(client, table, start);
  seedRecord.remember(name, digest);
}

async function remove(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: name }));
  while ((await describeTable(client, name)) !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function write(client: DynamoDBClient, { model, items, file }: SeededTable, start: number): Promise<void> {
  const name = model.TableName;
  try {
    let left: WriteRequest[] = items
      .slice(start, start + BATCH_ITEMS)
      .map((item) => ({ PutRequest: { Item: toAttributeMap(item, 'items') } }));
    while (left.length > 0) {
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: left } }));
      left = UnprocessedItems?.[name] ?? [];
    }
  } catch (error) {
    const range = `the items ${start} to ${Math.min(start + BATCH_ITEMS, items.length) - 1}`;
    throw new LocalStackError(
      `${file}: table ${name}: one of ${range}: ${error instanceof Error ? error.message : error}`,
    );
  }
}
