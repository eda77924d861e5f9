import type { JsonObject } from '../../../../lambda/json.ts';
import type { Part } from '../../../../lambda/targets/parts.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';

/** A question with a form of one text. */
export function elicitation(key: string, message = 'Your name?'): JsonObject {
  return {
    method: 'elicitation/create',
    params: {
      mode: 'form',
      message,
      requestedSchema: { type: 'object', properties: { [key]: { type: 'string' } }, required: [key] },
    },
  };
}

/** What a person answers who fills in the form. */
export function accept(content: JsonObject = {}): JsonObject {
  return { action: 'accept', content };
}

/** What an asking target does, attempt by attempt: ends with questions, or with what it was told. */
export type Script = (given: { readonly responses: JsonObject; readonly state: unknown }) => Part;

/** A target that follows a script. */
export function asking(script: Script): PreparedTarget {
  return async function* (_args, { inputResponses = {}, state }) {
    yield script({ responses: inputResponses, state });
  };
}

/** The end of a script: everything that the target was told, as text. */
export function said(value: unknown): Part {
  return { type: 'result', result: { content: [{ type: 'text', text: JSON.stringify(value) }] } };
}

/** Asks for what is missing of some keys. */
export function wants(...keys: readonly string[]): Script {
  return ({ responses }) => {
    const missing = keys.filter((key) => !Object.hasOwn(responses, key));
    if (missing.length === 0) return said(responses);
    const inputRequests = Object.fromEntries(missing.map((key) => [key, elicitation(key)]));
    return { type: 'input_required', inputRequests } as unknown as Part;
  };
}
