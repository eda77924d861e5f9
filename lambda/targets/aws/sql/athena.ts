import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { SqlApi } from './api.ts';
import { cellOf, columnNames, objectsIn } from './cells.ts';

/** Amazon Athena, whose values are literals of SQL. AWS: athena/latest/ug/querying-with-prepared-statements.html */
export const athena: SqlApi = {
  valuesKey: 'ExecutionParameters',
  bind: (values) => (values.length === 0 ? undefined : values.map(([, value]) => literalOf(value))),
  waiting: {
    id: 'QueryExecutionId',
    state: {
      status: '{% $response.body.QueryExecution.Status.State %}',
      reason: '{% $response.body.QueryExecution.Status.StateChangeReason %}',
      type: '{% $response.body.QueryExecution.StatementType %}',
    },
    done: 'SUCCEEDED',
    failed: ['FAILED', 'CANCELLED'],
  },
  rows({ ResultSet: set, UpdateCount: updated }, { isFirst, state }) {
    const { Rows: given, ResultSetMetadata: metadata } = isJsonObject(set) ? set : {};
    const columns = objectsIn(isJsonObject(metadata) ? metadata.ColumnInfo : undefined);
    const rows = objectsIn(given).map(({ Data: data }) => objectsIn(data).map(({ VarCharValue: text }) => text));
    if (columns.length === 0) return isFirst && typeof updated === 'number' ? [{ updated }] : [];
    const hasHeader = isFirst && state.type === 'DML' && rows[0]?.every((text, index) => text === columns[index]?.Name);
    const names = columnNames(columns.map(({ Label: label, Name: name }) => ({ label, name })));
    return (hasHeader ? rows.slice(1) : rows).map((row) => rowOf(row, names, columns));
  },
};

function rowOf(row: readonly (Json | undefined)[], names: readonly string[], columns: readonly JsonObject[]) {
  const cells = names.map((name, index) => {
    const text = row[index];
    return [name, typeof text === 'string' ? cellOf(text, String(columns[index]?.Type)) : null] as const;
  });
  return Object.fromEntries(cells);
}

/** A quote is the only character that ends a text of Trino's SQL, and two of them are one within it. */
function literalOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `'${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll("'", "''")}'`;
}
