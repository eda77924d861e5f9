import type { Json } from '../../lambda/mcp/index.ts';
import type { CallResult, ContentBlock } from './results.ts';

/** Severities of log messages, least severe first. spec: server/utilities/logging */
export type LogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency';

/** States of a task. github modelcontextprotocol/ext-tasks: specification/draft/tasks.md */
export type TaskStatus = 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';

/** How far a tool is; sent if the call opted in with `progress: true`. */
export interface ProgressPart {
  readonly type: 'progress';
  /** Increases from part to part. */
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** A piece of the result, sent before the rest is known. The result repeats it. */
export interface PartialPart {
  readonly type: 'partial';
  /** Counts from 0. */
  readonly seq: number;
  readonly content: readonly ContentBlock[];
  /** A piece of the structured content, for example some rows of it. */
  readonly structuredContent?: Json;
}

/** A log message of the tool; sent if the call opted in with `logLevel`. */
export interface LogPart {
  readonly type: 'log';
  readonly level: string;
  readonly logger?: string;
  readonly data: Json;
}

/** The call runs as a task, whose state has changed. */
export interface TaskPart {
  readonly type: 'task';
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly statusMessage?: string;
}

/** The last part of every call that does not throw. */
export interface ResultPart<T = Json> {
  readonly type: 'result';
  readonly result: CallResult<T>;
}

/** What a call yields. */
export type Part<T = Json> = ProgressPart | PartialPart | LogPart | TaskPart | ResultPart<T>;
