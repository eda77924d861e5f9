import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Meter, WorkBudget } from '../work/index.ts';
import { measured } from './measured.ts';
import { createTypes, type JsonType, type SchemaTypes } from './types.ts';

/** Keys and indexes that lead to a value. */
type Path = readonly (string | number)[];

/** Parses a text that may be JSON; `undefined` for one that is not. Throws for JSON that must not be used. */
type ParseText = (text: string, path: Path) => Json | undefined;

/**
 * Converts what the schema rejects for its type alone: the text of a number, of `true` or `false`, or of a JSON object or list, and
 * `null` for an optional property. Everything else stays as it is, and nothing is checked.
 *
 * @returns the same object where there is nothing to convert
 * @throws ToolError when it costs more than the request may spend
 */
export type Coercion = (value: JsonObject, work: WorkBudget, parse: ParseText) => JsonObject;

/** Creates the conversion of a schema's values; see {@link Coercion}. */
export function createCoercion(schema: JsonObject): Coercion {
  let types: SchemaTypes | undefined;
  return (value, work, parse) => {
    types ??= createTypes(schema);
    const known = types;
    const coerced = measured(work, (meter) => new Pass(known, meter, parse).value(schema, value, []));
    return isJsonObject(coerced) ? coerced : value;
  };
}

/** One walk over a value. */
class Pass {
  readonly #types: SchemaTypes;
  readonly #meter: Meter;
  readonly #parse: ParseText;

  constructor(types: SchemaTypes, meter: Meter, parse: ParseText) {
    this.#types = types;
    this.#meter = meter;
    this.#parse = parse;
  }

  value(schema: Json | undefined, value: Json, path: Path): Json {
    this.#meter.spend();
    if (!isJsonObject(schema)) return value;
    const types = typeof value === 'string' ? this.#types.of(schema) : undefined;
    const found =
      typeof value === 'string' && types !== undefined && !types.has('string')
        ? this.#ofText(value, types, path)
        : value;
    if (Array.isArray(found)) return this.#list(this.#types.applying(schema, 'array'), found, path);
    return isJsonObject(found) ? this.#object(this.#types.applying(schema, 'object'), found, path) : found;
  }

  #ofText(text: string, types: ReadonlySet<JsonType>, path: Path): Json {
    const trimmed = text.trim();
    const number = numberOf(trimmed, types);
    if (number !== undefined) return number;
    if (types.has('boolean') && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
    if (types.has('null') && trimmed === 'null') return null;
    const type = trimmed.startsWith('{') ? 'object' : trimmed.startsWith('[') ? 'array' : undefined;
    if (type === undefined || !types.has(type)) return text;
    this.#meter.spend(trimmed.length >> 2);
    return this.#parse(trimmed, path) ?? text;
  }

  #list(schemas: readonly JsonObject[], list: readonly Json[], path: Path): Json {
    let coerced: Json[] | undefined;
    for (const [index, item] of list.entries()) {
      let found = item;
      for (const { prefixItems, items } of schemas) {
        const own = Array.isArray(prefixItems) && index < prefixItems.length ? prefixItems[index] : items;
        found = this.value(own, found, [...path, index]);
      }
      if (found === item) continue;
      coerced ??= [...list];
      coerced[index] = found;
    }
    return coerced ?? list;
  }

  #object(schemas: readonly JsonObject[], object: JsonObject, path: Path): Json {
    const entries: [string, Json | undefined][] = [];
    let isChanged = false;
    for (const [key, value] of Object.entries(object)) {
      const found = this.#member(schemas, key, value ?? null, path);
      isChanged ||= found !== value;
      if (found !== undefined) entries.push([key, found]);
    }
    // fromEntries defines own keys, so a property `__proto__` is preserved.
    return isChanged ? Object.fromEntries(entries) : object;
  }

  /** @returns `undefined` for a member to omit */
  #member(schemas: readonly JsonObject[], key: string, value: Json, path: Path): Json | undefined {
    let found = value;
    for (const schema of schemas) {
      const property = propertyOf(schema, key);
      if (found === null && this.#isOptional(schemas, key) && this.#rejectsNull(property)) return undefined;
      found = this.value(property ?? otherProperty(schema), found, [...path, key]);
    }
    return found;
  }

  #isOptional(schemas: readonly JsonObject[], key: string): boolean {
    return !schemas.some(({ required }) => Array.isArray(required) && required.includes(key));
  }

  #rejectsNull(property: Json | undefined): boolean {
    const types = isJsonObject(property) ? this.#types.of(property) : undefined;
    return types !== undefined && !types.has('null');
  }
}

function propertyOf({ properties }: JsonObject, key: string): Json | undefined {
  return isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/** The schema of properties without one of their own, where their names do not matter. */
function otherProperty({ additionalProperties, patternProperties }: JsonObject): Json | undefined {
  return patternProperties === undefined ? additionalProperties : undefined;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Longer texts are not taken for numbers. */
const NUMBER_CHARS = 30;

/** A number that the text denotes exactly enough for JSON: an integer beyond 2^53 stays a text, and is refused as one. */
function numberOf(text: string, types: ReadonlySet<JsonType>): number | undefined {
  if (text.length > NUMBER_CHARS || !NUMBER.test(text)) return undefined;
  const number = Number(text);
  const isAllowed = types.has('number') || (types.has('integer') && Number.isInteger(number));
  const isExact = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
  return isAllowed && isExact ? number : undefined;
}
