/** Waits for work that an upstream accepted and has not ended: asks for its state until it is done. */
export { compilePoll, type PolledTool, pollUntilDone } from './poll.ts';
