import type { JsonObject } from '../../../json.ts';
import type { SqlApi } from './api.ts';
import { rowsOfFields } from './cells.ts';

/** The RDS Data API, which answers with all rows. AWS: rdsdataservice/latest/APIReference/API_ExecuteStatement.html */
export const rdsData: SqlApi = {
  valuesKey: 'parameters',
  bind: (values) => values.map(([name, value]) => ({ name, value: fieldOf(value), ...hintOf(value) })),
  rows({ records, columnMetadata, numberOfRecordsUpdated: updated = 0, generatedFields }) {
    if (records !== undefined) return rowsOfFields(records, columnMetadata);
    const [generated = {}] = rowsOfFields([generatedFields ?? []], []);
    const values = Object.values(generated);
    return [{ updated, ...(values.length > 0 && { generated: values }) }];
  },
};

function fieldOf(value: unknown): JsonObject {
  if (value === null) return { isNull: true };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { longValue: value } : { doubleValue: value };
  return { stringValue: typeof value === 'string' ? value : JSON.stringify(value) };
}

const hintOf = (value: unknown) => (typeof value === 'object' && value !== null ? { typeHint: 'JSON' } : {});
