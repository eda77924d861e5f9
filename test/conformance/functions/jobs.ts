import { setTimeout as pause } from 'node:timers/promises';
import { fail } from '../../../toolkit/index.ts';
import { defineTools } from './tools.ts';

/** Milliseconds that a job takes which fails. */
const FAILING_MS = 1_000;

const YES_OR_NO = { type: 'object', properties: { confirm: { type: 'boolean' } }, required: ['confirm'] };
const NAME = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };

/** Tools that take their time, and may run as tasks. */
export const handler = defineTools({
  async greet({ name }) {
    return `Hello, ${name}!`;
  },

  async slow_compute({ seconds, label }, { signal }) {
    await pause(Number(seconds) * 1_000, undefined, { signal });
    return `${label ?? 'The computation'} took ${seconds} s.`;
  },

  async failing_job() {
    await pause(FAILING_MS);
    return fail('This job fails whenever it runs.');
  },

  /** Asks for what the suite's client cannot do: that is no result of the tool, but an error of the protocol. */
  async *protocol_error_job(_args, { ask }) {
    const { roots } = yield* ask({ roots: { method: 'roots/list', params: {} } });
    return `The client has roots: ${JSON.stringify(roots)}`;
  },

  async *confirm_delete({ filename }, { elicit }) {
    const answer = yield* elicit<{ confirm?: boolean }>('confirmation', {
      message: `Delete ${filename}?`,
      requestedSchema: YES_OR_NO,
    });
    const agreed = answer.action === 'accept' && answer.content.confirm === true;
    return agreed ? `${filename} would be deleted now.` : `${filename} stays.`;
  },

  async *multi_input(_args, { ask }) {
    const { first, second } = yield* ask({
      first: { method: 'elicitation/create', params: { message: 'Who comes first?', requestedSchema: NAME } },
      second: { method: 'elicitation/create', params: { message: 'Who comes second?', requestedSchema: NAME } },
    });
    return { first, second };
  },
});
