import { isBase64 } from '../../content/index.ts';
import { isJsonObject, isRawJSON } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';

/**
 * What AWS's JSON has in place of a value: seconds since 1970, a date as text, Base64, or a text. `bytes` is a body that is not JSON of the
 * API: the bytes of Base64, or an object or a list as its JSON.
 */
type Conversion = 'seconds' | 'date' | 'base64' | 'text' | 'bytes';

/** The conversions of a value: its own, or those of its members; `*` stands for all items of a list and all values of a map. */
export type Conversions = Conversion | { readonly [member: string]: Conversions };

/**
 * Converts the values of a request's body. Everything that needs no conversion stays as it is.
 *
 * @throws ToolError for a value that is no date, no Base64, or no text
 */
export function convert(value: unknown, conversions: Conversions, path = ''): unknown {
  if (value === undefined || value === null) return value;
  if (typeof conversions === 'string') return converted(value, conversions, path);
  const each = (item: unknown, key: string) => {
    const own = Object.hasOwn(conversions, key) ? conversions[key] : conversions['*'];
    return own === undefined ? item : convert(item, own, path === '' ? key : `${path}.${key}`);
  };
  if (Array.isArray(value)) return value.map((item, index) => each(item, String(index)));
  if (!isJsonObject(value) || isRawJSON(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item, key)]));
}

function converted(value: unknown, conversion: Conversion, path: string): unknown {
  if (conversion === 'text') return textOf(value, path);
  if (conversion === 'base64' || conversion === 'bytes') {
    const isBody = conversion === 'bytes';
    if (typeof value === 'object') return isBody ? value : Buffer.from(JSON.stringify(value)).toString('base64');
    if (isBase64(value)) return isBody ? Buffer.from(value, 'base64') : value;
    throw new ToolError(
      `${isBody ? 'The body of the request' : `The parameter ${path}`} must be Base64, or an object or a list, which is sent as JSON.`,
    );
  }
  const date = typeof value === 'number' ? value * 1_000 : Date.parse(String(value));
  if (Number.isNaN(date) || Math.abs(date) > 8.64e15) {
    throw new ToolError(`The parameter ${path} must be a date in ISO 8601, or seconds since 1970.`);
  }
  return conversion === 'seconds' ? date / 1_000 : new Date(date).toISOString();
}

/** Numbers of DynamoDB are texts, as are IDs that look like numbers. */
function textOf(value: unknown, path: string): string {
  if (isRawJSON(value)) return value.rawJSON;
  if (typeof value !== 'object') return String(value);
  throw new ToolError(
    `The parameter ${path} must be a text, but its expression gives an object or a list: use \`$string\`.`,
  );
}
