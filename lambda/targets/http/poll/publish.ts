/** Polling at publish: schema and checks of a `poll` block. Functions do not bundle it. */
export { checkPoll } from './check.ts';
export { pollSchema } from './schema.ts';
