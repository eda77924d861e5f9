import { checkTemplate } from '../../../../expression/publish.ts';
import type { Fault } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import { describe, suggest } from '../../load/index.ts';
import { under } from './kind.ts';

/** Plain text, or an expression over `$args`. */
export const QUESTION = { type: 'string', minLength: 1, maxLength: 2000, pattern: '\\S' } as const;

/** Questions by property. A form with more than ten fields would not be filled in. */
export const QUESTIONS = {
  type: 'object',
  minProperties: 1,
  maxProperties: 10,
  additionalProperties: QUESTION,
} as const;

/** Checks `ask` and `confirm` of a tool. */
export async function checkQuestions({ input, ask, confirm }: JsonObject): Promise<readonly Fault[]> {
  const keys = isJsonObject(ask) && isJsonObject(input) ? Object.keys(ask) : [];
  const shapes = isJsonObject(input) ? { args: input } : {};
  return [
    ...keys.flatMap((key) => under(['ask', key], checkAskedFor(key, input))),
    ...(await checkTemplate(ask, ['ask'], ['args'], shapes)),
    ...(await checkTemplate(confirm, ['confirm'], ['args'], shapes)),
  ];
}

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean'];
const FORMATS: readonly unknown[] = [undefined, 'email', 'uri', 'date', 'date-time'];

/** A client shows a form, whose fields have only a few types. spec: client/elicitation#requested-schema */
function checkAskedFor(key: string, input: Json | undefined): Fault[] {
  const properties = isJsonObject(input) && isJsonObject(input.properties) ? input.properties : {};
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (property === undefined) {
    const message = `there is no property \`${key}\` in \`input\`${suggest(key, Object.keys(properties))}`;
    return [{ path: [], message }];
  }
  const { type, format, enum: values } = isJsonObject(property) ? property : {};
  if (!TYPES.includes(type)) {
    const message = `a form field must be a string, number, integer or boolean: found ${describe(type)} as the \`type\` of \`${key}\``;
    return [{ path: [], message }];
  }
  if (Array.isArray(values) && !(type === 'string' && values.every((value) => typeof value === 'string'))) {
    return [
      { path: [], message: `the choices of a form must be strings: the \`enum\` of \`${key}\` has other values` },
    ];
  }
  if (FORMATS.includes(format)) return [];
  const message = `a form field supports the formats email, uri, date and date-time: found ${describe(format)} in \`${key}\``;
  return [{ path: [], message }];
}
