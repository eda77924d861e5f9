import type { ContentBlock, ToolResult } from '../content/index.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * What a streaming target makes while it works: any number of parts, then one `result` (or a `ToolError`). A part is made when
 * it is asked for, and has left the function before the next one is.
 */
export type Part = ProgressPart | PartialPart | LogPart | InputRequiredPart | ResultPart;

/** How far the work is. spec: basic/patterns/progress */
export interface ProgressPart {
  readonly type: 'progress';
  /** Grows from one part to the next; a report whose value does not, or is not finite, is told to nobody. */
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** Some of the result, ahead of the whole. */
export interface PartialPart {
  readonly type: 'partial';
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  /** How many rows it holds; counted into progress for callers that asked for that. */
  readonly rows?: number;
}

/** spec: server/utilities/logging */
export interface LogPart {
  readonly type: 'log';
  readonly level: LogLevel;
  readonly data: Json;
  readonly logger?: string;
}

/** RFC 5424 severities, least first. */
export const LOG_LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The tool cannot go on without answers; ends the call like a result. spec: basic/patterns/mrtr */
export interface InputRequiredPart {
  readonly type: 'input_required';
  /** Requests by the key under which the caller's next attempt carries the answer. */
  readonly inputRequests: InputRequests;
  /** Comes back with the answers, untouched: it is signed on its way, but the caller can read it. */
  readonly state?: Json | undefined;
}

/** Questions by key. */
export type InputRequests = Readonly<Record<string, InputRequest>>;

/** One question: `elicitation/create`, `sampling/createMessage` or `roots/list`. */
export interface InputRequest {
  readonly method: string;
  readonly params: JsonObject;
}

/** The whole result: what came as partial results is in it once more. */
export interface ResultPart {
  readonly type: 'result';
  readonly result: ToolResult;
}

/** The parts of one call. Parts that came together may be given together, and leave together. */
export type Parts = AsyncIterable<Part | readonly Part[]>;

/** Tells a stream of parts from a result that is there, or on its way, in one piece. */
export function isParts(value: object): value is Parts {
  return Symbol.asyncIterator in value;
}
