import { createHash } from 'node:crypto';
import type { AttributeEntry, KeyEntry, TableSpec } from '../local-yaml/index.ts';
import { type Items, readItems } from './items.ts';
import type { TableModel } from './model.ts';

/** A table of a `local.yaml` with its seed items. */
export interface SeededTable {
  readonly model: TableModel;
  readonly items: Items;
  /** Changes with the table's keys, indexes and items. */
  readonly digest: string;
  /** The `local.yaml` that declares it, for messages. */
  readonly file: string;
}

/**
 * Loads the items of the tables that `local.yaml` files declare.
 *
 * @throws LocalStackError when a module of items cannot be loaded or does not export an array of objects
 */
export function readSeededTables(specs: readonly TableSpec[]): Promise<SeededTable[]> {
  return Promise.all(
    specs.map(async (spec) => {
      const model = modelOf(spec);
      const items = await readItems(spec);
      const digest = createHash('sha256')
        .update(JSON.stringify([model, items]))
        .digest('hex');
      return { model, items, digest, file: spec.file };
    }),
  );
}

function modelOf({ table, key, indexes }: TableSpec): TableModel {
  const attributes = new Map([key, ...indexes.map((index) => index.key)].flatMap(attributesOf));
  return {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema(key),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index.key),
            Projection: { ProjectionType: 'ALL' as const },
          })),
        }),
  };
}

function attributesOf({ partition, sort }: KeyEntry): [name: string, type: 'S' | 'N'][] {
  return [partition, ...(sort === undefined ? [] : [sort])].map((attribute) => [
    nameOf(attribute),
    typeof attribute === 'object' && attribute.type === 'number' ? 'N' : 'S',
  ]);
}

function keySchema({ partition, sort }: KeyEntry) {
  const range = sort === undefined ? [] : [{ AttributeName: nameOf(sort), KeyType: 'RANGE' as const }];
  return [{ AttributeName: nameOf(partition), KeyType: 'HASH' as const }, ...range];
}

function nameOf(attribute: AttributeEntry): string {
  return typeof attribute === 'string' ? attribute : attribute.name;
}
