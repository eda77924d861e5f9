import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { roundedSource } from '../../../text/index.ts';

/** Types of whole and decimal numbers, as databases name them. */
const NUMBER =
  /^(?:numeric|decimal|number|money|tinyint|smallint|mediumint|int|integer|bigint|serial|bigserial|int[248])\b/i;
const FLOAT = /^(?:float|real|double|float[48])\b/i;

/**
 * Reads a cell that came as text, by the type of its column. A number that JSON cannot hold exactly stays text.
 *
 * @param type the name of the type in the database, such as `decimal(10,2)`
 */
export function cellOf(text: string, type: string): Json {
  if (/^bool/i.test(type) && (text === 'true' || text === 'false')) return text === 'true';
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return text;
  if (FLOAT.test(type)) return number;
  return NUMBER.test(type) && String(number) === plainDigits(text) ? number : text;
}

/** A decimal without the zeros that say nothing: `12.50` is `12.5`. */
const plainDigits = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Names of columns, each once: the second `id` is `id_2`, and a column without a name is `column3`. */
export function columnNames(columns: readonly JsonObject[]): readonly string[] {
  const counts = new Map<string, number>();
  return columns.map(({ label, name }, index) => {
    const own = String(label || name || `column${index + 1}`);
    const count = (counts.get(own) ?? 0) + 1;
    counts.set(own, count);
    return count === 1 ? own : `${own}_${count}`;
  });
}

/** The objects of a list. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/**
 * Reads rows of fields, of which each has one member that names its type: the form of RDS and Redshift.
 *
 * @param records lists of fields
 * @param columns name, label and type of each column
 */
export function rowsOfFields(records: Json | undefined, columns: Json | undefined): readonly JsonObject[] {
  if (!Array.isArray(records)) return [];
  const described = objectsIn(columns);
  const names = columnNames(described);
  return records.map((record: Json) => {
    const fields = objectsIn(record);
    const cells = fields.map((field, index) => [
      names[index] ?? `column${index + 1}`,
      fieldValue(field, String(described[index]?.typeName ?? '')),
    ]);
    return Object.fromEntries(cells);
  });
}

function fieldValue(field: JsonObject, type: string): Json {
  if (field.isNull === true) return null;
  const { stringValue, arrayValue } = field;
  if (typeof stringValue === 'string') return cellOf(stringValue, type);
  if (isJsonObject(arrayValue)) return arrayOf(arrayValue);
  const [key = '', value = null] = Object.entries(field)[0] ?? [];
  return roundedSource(field, key) ?? value;
}

function arrayOf(array: JsonObject): Json {
  const { arrayValues, ...scalars } = array;
  if (arrayValues !== undefined) return objectsIn(arrayValues).map(arrayOf);
  return Object.values(scalars)[0] ?? [];
}
