import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { schema } from './schema.ts';

/** A pattern for a text that is one expression. */
export const EXPRESSION = '^\\{%[\\s\\S]*%\\}$';

/** The schema of a key that means the same for a target type that is a layer on `http`. */
export function keyOfHttp(key: string): Json {
  const { properties } = schema;
  const found = isJsonObject(properties) ? properties[key] : undefined;
  if (found === undefined) throw new Error(`the http target has no key ${key}`);
  return found;
}

/** The keys of rows, for a layer that knows pages and no other stream. */
export const ROW_KEYS: JsonObject = {
  stream: {
    enum: ['none', 'pages'],
    default: 'none',
    description: 'Whether each page is sent as a partial result when it arrives.',
  },
  row: { description: 'Maps one row, from `$row` and `$args`; default: the row.' },
  maxRows: keyOfHttp('maxRows'),
  until: {
    type: 'string',
    pattern: EXPRESSION,
    description: 'Is true for the last row that the call needs, from `$row` and `$args`.',
  },
};
