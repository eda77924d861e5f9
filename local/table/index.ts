/** Emulates DynamoDB with dynalite: the templates' tables, the seeded tables of `local.yaml`, time to live and IAM checks. */
export { LocalTables } from './local-tables.ts';
export { readPartitionKeys, readTables, readTimesToLive } from './model.ts';
export { readSeededTables, type SeededTable } from './seeded-tables.ts';
