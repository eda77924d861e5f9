import { setTimeout as pause } from 'node:timers/promises';
import { log, progress } from '../../../toolkit/index.ts';
import { defineTools } from './tools.ts';

/** Milliseconds between two things to say. */
const STEP_MS = 50;

/** Tools that say something before they are done. */
export const handler = defineTools({
  async *test_tool_with_progress() {
    for (const done of [0, 50, 100]) {
      if (done > 0) await pause(STEP_MS);
      yield progress(done, 100);
    }
    return 'The work is done.';
  },

  async *test_tool_with_logging() {
    yield log('info', 'Tool execution started');
    await pause(STEP_MS);
    yield log('info', 'Tool processing data');
    await pause(STEP_MS);
    yield log('info', 'Tool execution completed');
    return 'Three messages were logged.';
  },
});
