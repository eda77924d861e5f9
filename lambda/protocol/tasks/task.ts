import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../../json.ts';
import type { InputRequest, TraceContext } from '../../targets/index.ts';
import type { Answers } from '../operation/operation.ts';

/** Milliseconds that a task, and what came of it, can be asked for. */
const TTL_MS = 24 * 60 * 60 * 1000;
/** Milliseconds after which a queued task that no worker took is queued once more. */
export const QUEUE_MS = 60_000;

/** The work behind one call, as the state table holds it. Each change makes a new one; `transitions.ts` has all that there are. */
export interface Task {
  readonly id: string;
  /** Counts every write, so that no two are made of the same state. */
  readonly version: number;
  /** Name of the MCP server. */
  readonly server: string;
  /** The caller's `Principal.id`: nobody else ever learns of the task. */
  readonly principal: string;
  /** The scopes that the tool asked for when it was called. */
  readonly scopes: readonly string[];
  /** Whether the tool may run again after a run that was cut off. */
  readonly repeatable: boolean;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  /** When the caller could last see a change; no two changes share one. */
  readonly updatedAt: number;
  readonly ttlMs: number;
  /** For people: how far the work is, or what went wrong. */
  readonly message?: string | undefined;
  /** Stretches of work: the first, and one more for each full set of answers. */
  readonly round: number;
  /** How often a worker took the task, in all rounds. Who holds it is known by this number. */
  readonly attempt: number;
  /** How often a worker took it in this round; more than once after a run that was cut off. */
  readonly tries: number;
  /** What the caller has answered so far, by the target's own keys. */
  readonly answers: Answers;
  /** Every key that a question ever had. spec: ext-tasks, Task Update Requests: unique over the task's lifetime */
  readonly usedKeys: readonly string[];
  readonly state: TaskState;
}

export type TaskState =
  | { readonly status: 'working'; readonly holder: Holder }
  | { readonly status: 'input_required'; readonly questions: readonly Question[]; readonly left: Json | undefined }
  | { readonly status: 'completed'; readonly pieces: number }
  | { readonly status: 'failed'; readonly error: TaskError }
  | { readonly status: 'cancelled' };

/** Who has to bring a working task on, and until when nobody else may. */
export type Holder =
  | { readonly by: 'queue'; readonly since: number; readonly until: number }
  | { readonly by: 'worker'; readonly until: number };

/** One question to the caller. */
export interface Question {
  /** What the caller knows it by. */
  readonly key: string;
  /** What the target knows it by. */
  readonly targetKey: string;
  readonly request: InputRequest;
  /** The caller's words: nothing has checked them. */
  readonly answer?: JsonObject;
}

/** A JSON-RPC error. */
export interface TaskError {
  readonly code: number;
  readonly message: string;
  readonly data?: Json | undefined;
}

/** What a worker runs; never changes. */
export interface TaskWork {
  readonly tool: string;
  readonly args: JsonObject;
  /** What the caller held when it called. */
  readonly scopes: readonly string[];
  readonly capabilities: JsonObject | undefined;
  readonly trace: TraceContext | undefined;
}

/** What is known of a task from its call. */
export type NewTask = Pick<Task, 'server' | 'principal' | 'scopes' | 'repeatable' | 'answers'>;

/** A task that waits for its first worker. Its id cannot be guessed: 192 random bits. */
export function newTask(known: NewTask, now: number): Task {
  return {
    ...known,
    id: randomBytes(24).toString('base64url'),
    version: 1,
    createdAt: now,
    updatedAt: now,
    ttlMs: TTL_MS,
    round: 1,
    attempt: 0,
    tries: 0,
    usedKeys: [],
    state: { status: 'working', holder: { by: 'queue', since: now, until: now + QUEUE_MS } },
  };
}

/** Tells whether a text could be a task's id, before anything is read for it. */
export function isTaskId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{32}$/.test(value);
}
