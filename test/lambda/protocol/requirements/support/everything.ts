import type { JsonObject } from '../../../../../lambda/json.ts';
import type { PreparedTarget } from '../../../../../lambda/targets/types.ts';
import { prompt, resource, server, tool } from './documents.ts';

/** One document of every kind. */
export const EVERYTHING = [
  server(),
  tool(),
  prompt({ arguments: [{ name: 'language', completion: ['go', 'rust'] }] }),
  resource(),
  resource({ uri: undefined, uriTemplate: 'note://by/{author}', name: 'notes', text: 'Notes.' }),
];

/** A request for each method of 2026-07-28 that {@link EVERYTHING} answers with a result. */
export const METHODS: readonly (readonly [method: string, params: JsonObject])[] = [
  ['server/discover', {}],
  ['tools/list', {}],
  ['tools/call', { name: 'greet' }],
  ['prompts/list', {}],
  ['prompts/get', { name: 'review' }],
  ['resources/list', {}],
  ['resources/templates/list', {}],
  ['resources/read', { uri: 'note://1' }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: '' } }],
];

/** Asks for a name with a form. */
export const asksForName: PreparedTarget = (_args, { inputResponses }) => {
  const answer = inputResponses?.name;
  if (typeof answer === 'object' && answer !== null && 'content' in answer) {
    return { content: [{ type: 'text', text: JSON.stringify(answer.content) }] };
  }
  const requestedSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const params = { mode: 'form', message: 'What is your name?', requestedSchema };
  return asks({ name: { method: 'elicitation/create', params } });
};

/** A target that asks once for each given question, whatever was answered before. */
export function asking(
  inputRequests: Readonly<Record<string, { method: string; params: JsonObject }>>,
): PreparedTarget {
  return () => asks(inputRequests);
}

async function* asks(inputRequests: Readonly<Record<string, { method: string; params: JsonObject }>>) {
  yield { type: 'input_required', inputRequests } as const;
}

export const CAN_BE_ASKED: JsonObject = { elicitation: { form: {} }, sampling: {}, roots: {} };
