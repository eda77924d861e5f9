import type { Question, Task } from './task.ts';

/** Poll intervals by the age of the task: most tasks end soon after they start, and later a slow poll is enough. */
const POLLING = [
  { untilMs: 10_000, intervalMs: 500 },
  { untilMs: 5 * 60_000, intervalMs: 1000 },
];
const SLOW_MS = 5000;

/** Returns the members that every task has. spec: ext-tasks, Tasks */
export function describeTask(task: Task, now: number) {
  return {
    taskId: task.id,
    status: task.state.status,
    statusMessage: task.message,
    createdAt: new Date(task.createdAt).toISOString(),
    lastUpdatedAt: new Date(task.updatedAt).toISOString(),
    ttlMs: task.ttlMs,
    pollIntervalMs: POLLING.find(({ untilMs }) => now - task.createdAt < untilMs)?.intervalMs ?? SLOW_MS,
  };
}

/**
 * Returns the whole task as JSON text, with the members of its status. spec: ext-tasks, Response
 *
 * @param readResult returns the JSON text of a completed task's result
 */
export async function taskText(
  task: Task,
  now: number,
  readResult: (pieces: number) => Promise<string>,
): Promise<string> {
  const known = describeTask(task, now);
  const { state } = task;
  if (state.status === 'failed') return JSON.stringify({ ...known, error: state.error });
  if (state.status === 'input_required')
    return JSON.stringify({ ...known, inputRequests: openRequests(state.questions) });
  if (state.status !== 'completed') return JSON.stringify(known);
  const result = await readResult(state.pieces);
  // Exactly the result of the call, with its `resultType`. spec: ext-tasks, Task Execution Errors; basic/index#result-types
  return `${JSON.stringify(known).slice(0, -1)},"result":${result.slice(0, -1)},"resultType":"complete"}}`;
}

function openRequests(questions: readonly Question[]) {
  return Object.fromEntries(
    questions.flatMap(({ key, request, answer }) => (answer === undefined ? [[key, request]] : [])),
  );
}
