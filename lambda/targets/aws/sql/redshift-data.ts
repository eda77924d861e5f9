import { ToolError } from '../../../tool-error.ts';
import type { SqlApi } from './api.ts';
import { rowsOfFields } from './cells.ts';

/** The Redshift Data API, whose values are texts. AWS: redshift-data/latest/APIReference/API_ExecuteStatement.html */
export const redshiftData: SqlApi = {
  valuesKey: 'Parameters',
  bind: (values) =>
    values.length === 0 ? undefined : values.map(([name, value]) => ({ name, value: textOf(name, value) })),
  waiting: {
    id: 'Id',
    state: {
      status: '{% $response.body.Status %}',
      reason: '{% $response.body.Error %}',
      hasRows: '{% $response.body.HasResultSet %}',
    },
    done: 'FINISHED',
    failed: ['FAILED', 'ABORTED'],
  },
  rows: ({ Records: records, ColumnMetadata: columns, ResultRows: updated = 0 }) =>
    records === undefined ? [{ updated: Math.max(0, Number(updated)) }] : rowsOfFields(records, columns),
};

/** @throws ToolError for a value that has no text of at least one character */
function textOf(name: string, value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  if (text !== '') return text;
  throw new ToolError(
    `The value :${name} is ${value === '' ? 'empty' : 'missing'}, which Redshift cannot bind: pass a value.`,
  );
}
