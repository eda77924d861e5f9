import { randomBytes } from 'node:crypto';
import type { StoredPrincipal } from '../../auth/index.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { InputRequest, TraceContext } from '../../targets/index.ts';
import type { Answers } from '../operation/index.ts';

/** Milliseconds until a task and its result expire. */
const TTL_MS = 24 * 60 * 60 * 1000;
/** Milliseconds after which a queued task that no worker took is queued again. */
export const QUEUE_MS = 60_000;

/** A task as the state table stores it. It is immutable: `transitions.ts` has all changes, each of which returns a new task. */
export interface Task {
  readonly id: string;
  /** Number of writes; a conditional write on it prevents lost updates. */
  readonly version: number;
  /** Name of the MCP server. */
  readonly server: string;
  /** The caller's `Principal.id`; no other caller can see the task. */
  readonly principal: string;
  /** Name of the tool. */
  readonly tool: string;
  /** The scopes that the tool required at the time of the call. */
  readonly scopes: readonly string[];
  /** Whether the tool may run again after an interrupted run. */
  readonly repeatable: boolean;
  /** Epoch milliseconds, like all times here. */
  readonly createdAt: number;
  /** Time of the last change that the caller can see; unique for each change. */
  readonly updatedAt: number;
  readonly ttlMs: number;
  /** Status message for users: the progress, or the failure. */
  readonly message?: string | undefined;
  /** Number of the round: the first, and another after each complete set of answers. */
  readonly round: number;
  /** Number of times that a worker took the task, in all rounds; identifies the worker that holds it. */
  readonly attempt: number;
  /** Number of times that a worker took it in this round; more than one after an interrupted run. */
  readonly tries: number;
  /** The caller's answers so far, by the target's keys. */
  readonly answers: Answers;
  /** Every question key so far. spec: ext-tasks, Task Update Requests: unique over the task's lifetime */
  readonly usedKeys: readonly string[];
  readonly state: TaskState;
}

export type TaskState =
  | { readonly status: 'working'; readonly holder: Holder }
  | { readonly status: 'input_required'; readonly questions: readonly Question[]; readonly left: Json | undefined }
  | { readonly status: 'completed'; readonly pieces: number }
  | { readonly status: 'failed'; readonly error: TaskError }
  | { readonly status: 'cancelled' };

/** The party that must advance a working task, and the time until which no other may. */
type Holder =
  | { readonly by: 'queue'; readonly since: number; readonly until: number }
  | { readonly by: 'worker'; readonly until: number };

/** A question to the caller. */
export interface Question {
  /** Key for the caller, unique in the task. */
  readonly key: string;
  /** Key of the target. */
  readonly targetKey: string;
  readonly request: InputRequest;
  /** The answer as the client sent it, unchecked. */
  readonly answer?: JsonObject;
}

/** A JSON-RPC error. */
export interface TaskError {
  readonly code: number;
  readonly message: string;
  readonly data?: Json | undefined;
}

/** The work of a task, which never changes. */
export interface TaskWork {
  readonly args: JsonObject;
  /** The caller at the time of the call. */
  readonly caller: StoredPrincipal;
  readonly capabilities: JsonObject | undefined;
  readonly trace: TraceContext | undefined;
}

/** The parts of a task that its call determines. */
export type NewTask = Pick<Task, 'server' | 'principal' | 'tool' | 'scopes' | 'repeatable' | 'answers'>;

/** Creates a task that waits for its first worker. Its ID cannot be guessed: it has 192 random bits. */
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

/** Whether a value has the form of a task ID, checked before the table is read. */
export function isTaskId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{32}$/.test(value);
}
