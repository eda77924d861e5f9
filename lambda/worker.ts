/** The function that runs tasks: one asynchronous invocation for each round of a task. */
import { randomUUID } from 'node:crypto';
import type { LambdaContext } from './edge/index.ts';
import { createWorker } from './protocol/tasks/index.ts';
import { createRuntime } from './runtime.ts';
import { readSettings } from './settings.ts';

const work = createWorker({ ...createRuntime(readSettings(process.env)), newId: randomUUID });

export async function handler(event: unknown, context: LambdaContext): Promise<void> {
  await work(event, context.getRemainingTimeInMillis());
}
