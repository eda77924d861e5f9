import type { Answers } from '../operation/operation.ts';

/** Prefix of the keys of a document's questions. A target's questions cannot have it, and a target does not see their answers. */
export const OWN = 'spillway/';

/** Returns the answers to the target's own questions. */
export function targetsOwn({ responses, state }: Answers): Answers {
  const own = Object.entries(responses).filter(([key]) => !key.startsWith(OWN));
  return { responses: Object.fromEntries(own), state };
}
