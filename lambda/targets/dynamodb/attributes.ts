import { isJsonObject, type Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';

/** An attribute in DynamoDB's wire format: one of the members is set. Binary is base64. API: AttributeValue */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly M?: WireItem;
  readonly L?: readonly AttributeValue[];
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly B?: string;
  readonly BS?: readonly string[];
}

/** An item in DynamoDB's wire format. */
export type WireItem = { [attribute: string]: AttributeValue };

/** An attribute that a JSON value becomes. */
type JsonAttribute =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: JsonAttribute[] }
  | { readonly M: Record<string, JsonAttribute> };

/** A decimal of at most this length survives the conversion to a double, whose precision is 15 digits. */
const SURE_CHARS = 15;
const DECIMAL = /^-?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/** A plain member, also where an assignment would set the prototype. */
const OWN = { enumerable: true, writable: true, configurable: true } as const;

/** Converts an item to JSON. */
export function itemToJson(item: WireItem): Record<string, Json> {
  const json: Record<string, Json> = {};
  for (const name in item) {
    const value = toJson(item[name] as AttributeValue);
    if (name === '__proto__') Object.defineProperty(json, name, { value, ...OWN });
    else json[name] = value;
  }
  return json;
}

/**
 * Converts one attribute to JSON: a set becomes an array, binary its base64. A number that a JSON number cannot represent without
 * loss, or an integer beyond 2^53, becomes text.
 */
export function toJson(value: AttributeValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return numberToJson(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return itemToJson(value.M);
  if (value.L !== undefined) return value.L.map(toJson);
  if (value.SS !== undefined) return [...value.SS];
  if (value.NS !== undefined) return value.NS.map(numberToJson);
  if (value.B !== undefined) return value.B;
  return value.BS === undefined ? null : [...value.BS];
}

function numberToJson(text: string): Json {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return text;
  return text.length <= SURE_CHARS || canonical(String(number)) === canonical(text) ? number : text;
}

/** A decimal in canonical form: `1.50` and `15e-1` give the same text. */
function canonical(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const scale = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${text.startsWith('-') ? '-' : ''}${significant}e${scale}`;
}

/**
 * Converts a JSON value to an attribute. JSON has neither sets nor binary, so the result never contains them.
 *
 * @param where the configuration key of the value, for errors
 * @throws ToolError for a value that no attribute can represent
 */
export function toAttribute(value: unknown, where: string): JsonAttribute {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: numberText(value, where) };
  if (Array.isArray(value)) return { L: value.map((item) => toAttribute(item, where)) };
  if (isJsonObject(value)) return { M: toAttributeMap(value, where) };
  throw new ToolError(`The tool's \`${where}\` produced a value that a table cannot store.`);
}

/** Converts a JSON object to attributes; keys with the value `undefined` are omitted. */
export function toAttributeMap(
  object: Readonly<Record<string, unknown>>,
  where: string,
): Record<string, JsonAttribute> {
  const present = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, toAttribute(value, where)]));
}

/** The range of DynamoDB's numbers: 1e-130 to 9.99e125, and zero. */
function numberText(value: number, where: string): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-130 && size < 1e126)) return String(value);
  throw new ToolError(`The tool's \`${where}\` produced a number outside the range that a table can store.`);
}
