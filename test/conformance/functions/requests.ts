import type { InputRequest } from '../../../toolkit/index.ts';

/** A form of one required text. */
export function form(message: string, field: string): InputRequest {
  const requestedSchema = { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] };
  return { method: 'elicitation/create', params: { message, requestedSchema } };
}

/** A yes or no. */
export function consent(message: string): InputRequest {
  const requestedSchema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
  return { method: 'elicitation/create', params: { message, requestedSchema } };
}

/** One message for the client's model. */
export function sampling(text: string): InputRequest {
  const messages = [{ role: 'user', content: { type: 'text', text } }];
  return { method: 'sampling/createMessage', params: { messages, maxTokens: 100 } };
}

export const ROOTS: InputRequest = { method: 'roots/list', params: {} };
