import type { JsonObject } from '../../json.ts';
import type { InputRequests, InputRequiredPart } from '../../targets/index.ts';
import { QUEUE_MS, type Question, type Task, type TaskError, type TaskState } from './task.ts';

/** Milliseconds that a worker holds a task without renewing its hold. */
const HOLD_MS = 15_000;
/** Milliseconds after which a worker renews its hold. */
export const RENEW_MS = 5_000;
/**
 * Maximum starts of a round of a repeatable tool: as many as Lambda's runs of an asynchronous event. AWS:
 * lambda/latest/dg/invocation-async-error-handling.html
 */
const MAX_TRIES = 3;
/** Milliseconds after which a round that no worker started fails. */
const MAX_QUEUED_MS = 60 * 60 * 1000;

/*
 * Every transition of a task, as a function of the task as read. `undefined` means that the transition is not allowed. A
 * conditional write of the returned task on the version that was read needs no further rules.
 */

/** Whether the worker of this attempt still holds the task. */
export function isHeldBy({ state, attempt }: Task, taken: number): boolean {
  return state.status === 'working' && state.holder.by === 'worker' && attempt === taken;
}

export function isEnded({ state: { status } }: Task): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/**
 * A worker takes the task for a round, as its next attempt. An interrupted task whose tool may not run twice, and one that waited
 * too long, are returned as failed instead.
 */
export function take(task: Task, round: number, now: number): Task | undefined {
  const { state } = task;
  if (state.status !== 'working' || task.round !== round) return undefined;
  if (state.holder.by === 'worker') {
    if (now <= state.holder.until) return undefined;
    if (!mayRepeat(task)) return interrupted(task, now);
  } else if (now - state.holder.since > MAX_QUEUED_MS) {
    return fail(task, NOT_STARTED, now);
  }
  const taken = { status: 'working', holder: { by: 'worker', until: now + HOLD_MS } } as const;
  return { ...task, attempt: task.attempt + 1, tries: task.tries + 1, state: taken };
}

/** The worker renews its hold and reports progress. */
export function renew(task: Task, attempt: number, message: string | undefined, now: number): Task | undefined {
  if (!isHeldBy(task, attempt)) return undefined;
  const state = { status: 'working', holder: { by: 'worker', until: now + HOLD_MS } } as const;
  return message === task.message ? { ...task, state } : changed(task, state, now, message);
}

/** The worker has written the pieces of the result. */
export function complete(task: Task, attempt: number, pieces: number, now: number): Task | undefined {
  return isHeldBy(task, attempt) ? changed(task, { status: 'completed', pieces }, now) : undefined;
}

/** The worker's attempt ended in a JSON-RPC error. */
export function failAttempt(task: Task, attempt: number, error: TaskError, now: number): Task | undefined {
  return isHeldBy(task, attempt) ? fail(task, error, now) : undefined;
}

/** The task ends with a JSON-RPC error, regardless of its holder. */
export function fail(task: Task, error: TaskError, now: number): Task | undefined {
  return isEnded(task) ? undefined : changed(task, { status: 'failed', error }, now, error.message);
}

/** The worker's attempt asks the caller questions. */
export function ask(
  task: Task,
  attempt: number,
  { inputRequests, state: left }: InputRequiredPart,
  now: number,
): Task | undefined {
  if (!isHeldBy(task, attempt)) return undefined;
  const questions = nameQuestions(task, inputRequests);
  const usedKeys = [...task.usedKeys, ...questions.map(({ key }) => key)];
  return { ...changed(task, { status: 'input_required', questions, left }, now), usedKeys };
}

/** Gives the questions of a target keys that the task has not used yet. */
export function nameQuestions({ usedKeys }: Task, requests: InputRequests): Question[] {
  const used = new Set(usedKeys);
  return Object.entries(requests).map(([targetKey, request]): Question => {
    const key = freeKey(targetKey, used);
    used.add(key);
    return { key, targetKey, request };
  });
}

function freeKey(wanted: string, used: ReadonlySet<string>): string {
  let key = wanted;
  for (let n = 2; used.has(key); n += 1) key = `${wanted}-${n}`;
  return key;
}

/**
 * The caller answers questions; unknown keys and repeated answers are ignored. The last answer starts the next round.
 * spec: ext-tasks, Task Update Requests
 */
export function answer(task: Task, responses: ReadonlyMap<string, JsonObject>, now: number): Task | undefined {
  const { state } = task;
  if (state.status !== 'input_required') return undefined;
  const questions = state.questions.map((question) => {
    const given = question.answer === undefined ? responses.get(question.key) : undefined;
    return given === undefined ? question : { ...question, answer: given };
  });
  if (questions.every((question, index) => question === state.questions[index])) return undefined;
  if (questions.some((question) => question.answer === undefined)) return changed(task, { ...state, questions }, now);
  const given = Object.fromEntries(questions.map(({ targetKey, answer }) => [targetKey, answer]));
  return {
    ...changed(task, queued(now), now),
    round: task.round + 1,
    tries: 0,
    answers: { responses: { ...task.answers.responses, ...given }, state: state.left },
  };
}

/** The caller cancels the task. */
export function cancel(task: Task, now: number): Task | undefined {
  return isEnded(task) ? undefined : changed(task, { status: 'cancelled' }, now, 'Cancelled by the caller.');
}

/**
 * Recovers a working task whose holder is overdue: a worker was interrupted, or an event was lost. A task that is returned as
 * `working` must be queued again.
 */
export function heal(task: Task, now: number): Task | undefined {
  const { state } = task;
  if (state.status !== 'working' || now <= state.holder.until) return undefined;
  if (state.holder.by === 'worker') return mayRepeat(task) ? { ...task, state: queued(now) } : interrupted(task, now);
  const { since } = state.holder;
  if (now - since > MAX_QUEUED_MS) return fail(task, NOT_STARTED, now);
  return { ...task, state: { status: 'working', holder: { by: 'queue', since, until: now + QUEUE_MS } } };
}

function mayRepeat({ repeatable, tries }: Task): boolean {
  return repeatable && tries < MAX_TRIES;
}

function interrupted(task: Task, now: number): Task | undefined {
  return fail(task, task.repeatable ? INTERRUPTED_AGAIN : INTERRUPTED, now);
}

const INTERNAL = -32603;
const NOT_STARTED = {
  code: INTERNAL,
  message: 'The task did not start: no worker was available for an hour. Call again later.',
};
const INTERRUPTED_AGAIN = {
  code: INTERNAL,
  message: `The task was interrupted ${MAX_TRIES} times and is not retried again.`,
};
const INTERRUPTED = {
  code: INTERNAL,
  message:
    'The task was interrupted and may be partly done. The tool is not declared safe to repeat: ' +
    'check what was done before you call it again.',
};

function queued(now: number): TaskState {
  return { status: 'working', holder: { by: 'queue', since: now, until: now + QUEUE_MS } };
}

/** Makes a change that the caller can see. */
function changed(task: Task, state: TaskState, now: number, message?: string): Task {
  return { ...task, state, message, updatedAt: Math.max(now, task.updatedAt + 1) };
}
