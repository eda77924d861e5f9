import { isJsonObject, type JsonObject } from '../../json.ts';
import { EXPRESSION_TEXT } from '../../text/index.ts';
import { schema } from './schema.ts';

/** The schemas of keys that mean the same for a target type that is a layer on `http`. */
export function keysOfHttp(...keys: readonly string[]): JsonObject {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const unknown = keys.find((key) => properties[key] === undefined);
  if (unknown !== undefined) throw new Error(`the http target has no key ${unknown}`);
  return Object.fromEntries(keys.map((key) => [key, properties[key]]));
}

/** The keys of rows, for a layer that knows pages and no other stream. */
export const ROW_KEYS: JsonObject = {
  stream: {
    enum: ['none', 'pages'],
    default: 'none',
    description: 'Whether each page is sent as a partial result when it arrives.',
  },
  row: { description: 'Maps one row, from `$row` and `$args`; default: the row.' },
  ...keysOfHttp('maxRows'),
  until: {
    ...EXPRESSION_TEXT,
    description: 'Is true for the last row that the call needs, from `$row` and `$args`.',
  },
};
