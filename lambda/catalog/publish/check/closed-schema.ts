import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { EXPRESSION_TEXT } from '../../../text/index.ts';
import { describe, foreignKeyAdvice, foreignValueAdvice, suggest } from '../load/index.ts';

const ajv = new Ajv2020({
  allErrors: true,
  discriminator: true,
  strict: false,
  verbose: true,
  validateFormats: false,
});
const compiled = new WeakMap<JsonObject, ValidateFunction>();

/** Checks a value against one of our schemas. Messages are written for authors. */
export function checkAgainst(schema: JsonObject, value: Json): readonly Fault[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return toFaults(validate.errors ?? []);
}

/** Checks that a value is a valid JSON Schema of draft 2020-12. */
export function checkMetaSchema(schema: JsonObject): readonly Fault[] {
  return ajv.validateSchema(schema) ? [] : toFaults(ajv.errors ?? []);
}

/**
 * Makes the check of values against schemas inside an author's schema, whose references point into the whole.
 *
 * @param root a valid schema of draft 2020-12
 * @returns the check; its `path` is the place of the inner schema
 */
export function checkerInside(root: JsonObject): (path: KeyPath, value: Json) => readonly Fault[] {
  const { $id: _, $schema: __, ...schema } = root;
  const own = new Ajv2020({ allErrors: true, strict: false, verbose: true, validateFormats: false });
  own.addSchema(schema, 'root');
  return (path, value) => {
    const parts = path.map((key) => `/${encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'))}`);
    const validate = own.getSchema(`root#${parts.join('')}`);
    return validate === undefined || validate(value) ? [] : toFaults(validate.errors ?? []);
  };
}

function toFaults(errors: readonly ErrorObject[]): readonly Fault[] {
  const specific = errors.filter(({ keyword }) => !COMBINERS.has(keyword)).filter(isOfOwnForm);
  const faults = new Map<string, Fault>();
  for (const error of specific.length > 0 ? specific : errors) {
    const fault = toFault(error);
    // For a value that matches none of several forms, the fault of the first form is enough.
    const topic = ONE_IS_ENOUGH.has(error.keyword) ? 'value' : fault.message;
    const key = `${fault.path.join('/')}\n${topic}`;
    if (!faults.has(key)) faults.set(key, fault);
  }
  return [...faults.values()];
}

/** A value has a form of its own among several, so that the type of another form is no news where this one has a fault. */
function isOfOwnForm(error: ErrorObject, _: number, all: readonly ErrorObject[]): boolean {
  if (error.keyword !== 'type' || !/\/(?:anyOf|oneOf)\//.test(error.schemaPath)) return true;
  const { instancePath } = error;
  return !all.some((other) => {
    const isWithin = other.instancePath.startsWith(`${instancePath}/`);
    return (
      isWithin || (other.instancePath === instancePath && other.keyword !== 'type' && !COMBINERS.has(other.keyword))
    );
  });
}

/** Their errors only report that a schema inside them failed, and that schema has its own error. */
const COMBINERS = new Set(['anyOf', 'oneOf', 'allOf', 'if', '$ref', '$dynamicRef']);

const ONE_IS_ENOUGH = new Set(['const', 'enum', 'type']);

function toFault(error: ErrorObject): Fault {
  const path = pointerPath(error.instancePath);
  const found = `found ${describe(error.data)}`;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(error.params.additionalProperty ?? error.params.unevaluatedProperty);
      const known = knownKeys(error.parentSchema);
      const advice = foreignKeyAdvice(key, known) ?? suggest(key, known);
      return { path: [...path, key], message: `unknown key \`${key}\`${advice}` };
    }
    case 'required':
      return { path, message: `\`${error.params.missingProperty}\` is missing: add it` };
    case 'type': {
      if (isJsonObject(error.parentSchema) && error.parentSchema.pattern === EXPRESSION_TEXT.pattern)
        return { path, message: `must be an expression, "{% ... %}", ${found}` };
      const expected = [error.params.type].flat().join(' or ');
      return { path, message: `expected ${expected}, ${found}${fixOfType(error)}` };
    }
    case 'enum': {
      const allowed: readonly unknown[] = error.params.allowedValues;
      const words = allowed.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
      const word = String(error.data);
      return { path, message: `${found}${foreignValueAdvice(word, words) ?? suggest(word, words)}` };
    }
    case 'discriminator':
      return { path: [...path, String(error.params.tag)], message: discriminatorMessage(error) };
    case 'const': {
      const [word, isWord] = [error.params.allowedValue, typeof error.data === 'string'];
      const fix = isWord && word === 'link' ? `: write { type: ${error.data}, ... }` : '';
      return { path, message: `expected ${JSON.stringify(word)}, ${found}${fix}` };
    }
    case 'pattern':
      return { path, message: `${patternMessage(error)}, ${found}` };
    default:
      return { path, message: `${error.message}, ${found}` };
  }
}

/** What to write where a value has the wrong type. */
function fixOfType({ params, data, parentSchema }: ErrorObject): string {
  const isScalar = typeof data === 'string' || typeof data === 'number';
  if (params.type === 'array' && isScalar) return `: write [${data}]`;
  if (params.type === 'array' && isJsonObject(data)) return ': write a list, [{ ... }]';
  if (params.type !== 'object') return '';
  if (Array.isArray(data) && data.some((item: Json) => isJsonObject(item) && 'value' in item))
    return ': write { NAME: VALUE, ... }';
  const required = isJsonObject(parentSchema) && Array.isArray(parentSchema.required) ? parentSchema.required : [];
  return typeof data === 'string' && required.length === 1 ? `: write { ${required[0]}: ... }` : '';
}

/** The pattern of statuses. */
const STATUS = '^[2-5](?:xx|XX|[0-9]{2})$';

function patternMessage({ params, data }: ErrorObject): string {
  if (params.pattern === '\\S') return 'must not be blank';
  if (params.pattern === STATUS) return 'must be a status, such as 404, or a class of them, such as 2xx';
  if (params.pattern === EXPRESSION_TEXT.pattern) return 'must be an expression, "{% ... %}"';
  const isLowerCase = new RegExp(params.pattern, 'u').test(String(data).toUpperCase());
  return isLowerCase ? `must be in capital letters, ${String(data).toUpperCase()}` : `must match ${params.pattern}`;
}

/** The property that selects one of several forms has an unknown value. */
function discriminatorMessage({ params, parentSchema }: ErrorObject): string {
  const forms = isJsonObject(parentSchema) && Array.isArray(parentSchema.oneOf) ? parentSchema.oneOf : [];
  const words = forms.flatMap((form: Json) => {
    const tag = isJsonObject(form) && isJsonObject(form.properties) ? form.properties[params.tag] : undefined;
    return isJsonObject(tag) && typeof tag.const === 'string' ? [tag.const] : [];
  });
  const word = String(params.tagValue);
  return `found ${describe(params.tagValue)}${foreignValueAdvice(word, words) ?? suggest(word, words)}`;
}

function knownKeys(schema: unknown): readonly string[] {
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  return isJsonObject(properties) ? Object.keys(properties) : [];
}

/** ajv reports a JSON pointer, which does not distinguish indexes from numeric keys. */
function pointerPath(pointer: string): KeyPath {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
