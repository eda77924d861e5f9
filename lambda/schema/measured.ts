import { ToolError } from '../tool-error.ts';
import { type Meter, type WorkBudget, WorkExceeded } from '../work/index.ts';

/** A check came to no end; the message is for an agent. */
export class CheckStopped extends Error {
  override readonly name = 'CheckStopped';
}

/**
 * Does work on a value and its schema, and charges it.
 *
 * @throws ToolError when it costs more than the request may spend
 */
export function measured<T>(work: WorkBudget, check: (meter: Meter) => T): T {
  let meter: Meter | undefined;
  try {
    meter = work.begin();
    return check(meter);
  } catch (error) {
    if (error instanceof CheckStopped) throw new ToolError(error.message);
    if (error instanceof WorkExceeded)
      throw new ToolError(`The check against the schema was stopped: ${error.message}.`);
    throw error;
  } finally {
    meter?.end();
  }
}
