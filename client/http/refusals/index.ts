/** Reads the responses that are not a success: refusals and redirects. Loaded on demand. */
export { targetOf } from './redirect.ts';
export { refusalOf } from './refusal.ts';
