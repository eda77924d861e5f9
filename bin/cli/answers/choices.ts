import { isJsonObject, type Json, type JsonObject } from '../../../lambda/json.ts';

/** One value of a field that has a list of them. */
export interface Choice {
  readonly value: string;
  /** What people read, if it differs. */
  readonly title: string | undefined;
}

/**
 * The values that a schema lists. spec: schema EnumSchema
 *
 * @returns `undefined` for a schema without a list
 */
export function choicesOf({ enum: values, enumNames, oneOf, anyOf }: JsonObject): readonly Choice[] | undefined {
  if (Array.isArray(values)) {
    const names: readonly Json[] = Array.isArray(enumNames) ? enumNames : [];
    return values.map((value, index) => choice(value, names[index]));
  }
  const titled = [oneOf, anyOf].find(Array.isArray);
  return titled?.filter(isJsonObject).map(({ const: value, title }) => choice(value ?? null, title));
}

function choice(value: Json, title: Json | undefined): Choice {
  return { value: String(value), title: typeof title === 'string' && title !== value ? title : undefined };
}

/** Finds the choice that a text names: by its value, or else by its title, or either without regard to case. */
export function readChoice(choices: readonly Choice[], text: string): string | undefined {
  const word = text.trim();
  const same = (name: string | undefined) => name?.toLowerCase() === word.toLowerCase();
  const found =
    choices.find(({ value }) => value === word) ??
    choices.find(({ title }) => title === word) ??
    choices.find(({ value, title }) => same(value) || same(title));
  return found?.value;
}

/**
 * Finds the choices that a text names: a JSON array, or names with commas between them.
 *
 * @returns `undefined` if one of them is unknown, or occurs twice
 */
export function readChoices(choices: readonly Choice[], text: string): readonly string[] | undefined {
  const values = namesIn(text).map((name) => readChoice(choices, name));
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && new Set(known).size === known.length ? known : undefined;
}

function namesIn(text: string): readonly string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (!trimmed.startsWith('[')) return trimmed.split(',');
  try {
    const names: unknown = JSON.parse(trimmed);
    return Array.isArray(names) ? names.map(String) : [trimmed];
  } catch {
    return [trimmed];
  }
}
