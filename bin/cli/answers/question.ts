import { isJsonObject, type Json, type JsonObject } from '../../../lambda/json.ts';
import { CommandFailed } from '../context.ts';
import { type Field, readField } from './field.ts';

/** A question as the server sends it. spec: basic/patterns/mrtr */
export interface InputRequest {
  /** Its name in `inputRequests`, such as `spillway/confirm`. */
  readonly key: string;
  readonly method: string;
  readonly params: JsonObject;
}

/** A question that the command line can ask. */
export type Question = FormQuestion | UrlQuestion;

/** Asks for the fields of a form. Without fields, it asks for consent. */
export interface FormQuestion {
  readonly kind: 'form';
  readonly key: string;
  readonly message: string;
  readonly fields: readonly Field[];
}

/** Asks the user to open a page. */
export interface UrlQuestion {
  readonly kind: 'url';
  readonly key: string;
  readonly message: string;
  readonly url: string;
}

/**
 * Reads a question. spec: client/elicitation
 *
 * @throws CommandFailed for one that only a model, or another client, can answer
 */
export function readQuestion({ key, method, params }: InputRequest): Question {
  if (method !== 'elicitation/create') {
    throw new CommandFailed(`the question ${key} is ${method}, which the command line cannot answer`);
  }
  const message = typeof params.message === 'string' ? params.message : '';
  if (params.mode !== 'url') return { kind: 'form', key, message, fields: fieldsOf(key, params.requestedSchema) };
  const url = typeof params.url === 'string' ? URL.parse(params.url) : null;
  // As browsers read it: they remove line breaks, which would hide where the address leads.
  if (url !== null && /^https?:$/.test(url.protocol)) return { kind: 'url', key, message, url: url.href };
  throw new CommandFailed(
    `the question ${key} asks to open ${JSON.stringify(params.url)}, which is not an http or https URL`,
  );
}

function fieldsOf(key: string, schema: Json | undefined): readonly Field[] {
  if (!isJsonObject(schema)) throw new CommandFailed(`the question ${key} has no requestedSchema`);
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, property]) => {
    const field = readField(name, property, required.includes(name));
    if (field !== undefined) return field;
    throw new CommandFailed(`the question ${key} asks for ${name} in a form that the command line does not know`);
  });
}
