/** AWS's services and their operations at publish, from a table of AWS's API models. Functions do not bundle it. */
export { findOperation } from './find.ts';
export { TABLE_FILE } from './table.ts';
export type { Operation, Pages, Service, ServiceName, Shape } from './types.ts';
