import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  BatchWriteItemCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { toAttributeMap } from '../../lambda/targets/dynamodb/index.ts';
import { LocalStackError } from '../errors.ts';
import { isRecord, textOf } from '../template/index.ts';
import type { FilledTable } from './beside.ts';
import { describeTable, ensureTable, POLL_MS } from './ensure.ts';

/** API: BatchWriteItem takes 25 items. */
const BATCH_ITEMS = 25;

/** Remembers in a file what each table was filled from, so that what tools wrote since then stays. */
export class Fillings {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Digest of what a table was filled from. */
  of(table: string): string | undefined {
    return textOf(this.#read()[table]);
  }

  remember(table: string, digest: string): void {
    writeFileSync(this.#path, `${JSON.stringify({ ...this.#read(), [table]: digest })}\n`);
  }

  #read(): Record<string, unknown> {
    const value: unknown = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : {};
    return isRecord(value) ? value : {};
  }
}

/**
 * Makes a table and puts its items in, unless it is there and was filled from the same source.
 *
 * @throws LocalStackError when an item is none for this table
 */
export async function fillTable(client: DynamoDBClient, table: FilledTable, fillings: Fillings): Promise<void> {
  const { model, digest } = table;
  const name = model.TableName;
  const isThere = (await describeTable(client, name)) !== undefined;
  if (isThere && fillings.of(name) === digest) return;
  if (isThere) await remove(client, name);
  await ensureTable(client, model);
  for (let start = 0; start < table.items.length; start += BATCH_ITEMS) await write(client, table, start);
  fillings.remember(name, digest);
}

async function remove(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: name }));
  while ((await describeTable(client, name)) !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function write(client: DynamoDBClient, { model, items, file }: FilledTable, start: number): Promise<void> {
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
    const among = `items ${start} to ${Math.min(start + BATCH_ITEMS, items.length) - 1}`;
    throw new LocalStackError(
      `${file}: table ${name}: among ${among}: ${error instanceof Error ? error.message : error}`,
    );
  }
}
