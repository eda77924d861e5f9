import { isJsonObject, type Json, type JsonObject } from '../../../lambda/json.ts';
import { type Choice, choicesOf, readChoice, readChoices } from './choices.ts';
import { readFormat } from './formats.ts';

/** One field of a form. */
export interface Field {
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly isRequired: boolean;
  readonly default: Json | undefined;
  /** Follows "expected": `an integer from 1 to 5`. */
  readonly expected: string;
  /** What the user can choose from. */
  readonly choices: readonly Choice[] | undefined;
  /** Reads an answer as it was typed. */
  read(text: string): Reading;
}

/** The value of an answer, or `undefined` for one that the field does not accept. */
type Reading = { readonly value: Json } | undefined;

/**
 * Reads a property of a form's schema. spec: schema PrimitiveSchemaDefinition
 *
 * @returns `undefined` for a schema that forms cannot have
 */
export function readField(name: string, schema: Json | undefined, isRequired: boolean): Field | undefined {
  if (!isJsonObject(schema)) return undefined;
  const reader = readerOf(schema);
  if (reader === undefined) return undefined;
  const { title, description, default: value } = schema;
  return {
    name,
    title: typeof title === 'string' ? title : undefined,
    description: typeof description === 'string' ? description : undefined,
    isRequired,
    default: value,
    choices: undefined,
    ...reader,
  };
}

type Reader = Pick<Field, 'expected' | 'read'> & Partial<Pick<Field, 'choices'>>;

function readerOf(schema: JsonObject): Reader | undefined {
  switch (schema.type) {
    case 'string':
      return choiceReader(schema) ?? textReader(schema);
    case 'number':
    case 'integer':
      return numberReader(schema);
    case 'boolean':
      return { expected: 'yes or no', read: readBoolean };
    case 'array':
      return choicesReader(schema);
    default:
      return undefined;
  }
}

function textReader(schema: JsonObject): Reader {
  const least = numberOf(schema.minLength, 0);
  const most = numberOf(schema.maxLength, Number.POSITIVE_INFINITY);
  const format = readFormat(schema.format);
  const length = rangeText(least === 0 ? Number.NEGATIVE_INFINITY : least, most);
  const what = format?.expected ?? 'text';
  return {
    expected: length === '' ? what : `${what}, ${length} characters`,
    read(text) {
      const { length } = [...text];
      return length >= least && length <= most && format?.accepts(text) !== false ? { value: text } : undefined;
    },
  };
}

function numberReader(schema: JsonObject): Reader {
  const least = numberOf(schema.minimum, Number.NEGATIVE_INFINITY);
  const most = numberOf(schema.maximum, Number.POSITIVE_INFINITY);
  const isWhole = schema.type === 'integer';
  return {
    expected: [isWhole ? 'an integer' : 'a number', rangeText(least, most)].filter((part) => part !== '').join(', '),
    read(text) {
      // JSON's syntax: `0x10` and an empty text are not numbers to a person.
      const value = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
      const isExact = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
      return isExact && value >= least && value <= most ? { value } : undefined;
    },
  };
}

function readBoolean(text: string): Reading {
  const word = text.trim();
  if (/^(?:y|yes|true)$/i.test(word)) return { value: true };
  return /^(?:n|no|false)$/i.test(word) ? { value: false } : undefined;
}

function choiceReader(schema: JsonObject): Reader | undefined {
  const choices = choicesOf(schema);
  if (choices === undefined) return undefined;
  return {
    expected: `one of ${namesOf(choices)}`,
    choices,
    read(text) {
      const value = readChoice(choices, text);
      return value === undefined ? undefined : { value };
    },
  };
}

function choicesReader({ items, minItems, maxItems }: JsonObject): Reader | undefined {
  const choices = isJsonObject(items) ? choicesOf(items) : undefined;
  if (choices === undefined) return undefined;
  const least = numberOf(minItems, 0);
  const most = numberOf(maxItems, Number.POSITIVE_INFINITY);
  const count = rangeText(least === 0 ? Number.NEGATIVE_INFINITY : least, most);
  return {
    expected: `${count || 'any'} of ${namesOf(choices)}, separated by commas`,
    choices,
    read(text) {
      const value = readChoices(choices, text);
      return value !== undefined && value.length >= least && value.length <= most ? { value } : undefined;
    },
  };
}

function namesOf(choices: readonly Choice[]): string {
  return choices.map(({ value }) => value).join(', ');
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** `1 to 5`, `at most 5`, `at least 1`, or nothing. */
function rangeText(least: number, most: number): string {
  if (Number.isFinite(least) && Number.isFinite(most)) return least === most ? `${least}` : `${least} to ${most}`;
  if (Number.isFinite(most)) return `at most ${most}`;
  return Number.isFinite(least) ? `at least ${least}` : '';
}
