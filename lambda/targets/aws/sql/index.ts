/** SQL through the data APIs of Athena, RDS and Redshift: values are bound, and rows come page by page. */
export { prepareSql } from './sql-tool.ts';
export type { Statement } from './statement.ts';
