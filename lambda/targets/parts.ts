import type { ContentBlock, ToolResult } from '../content/index.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * One part of a streaming target's output: any number of parts, then one `result` (or a `ToolError`). A target produces a part
 * only when the consumer requests it, and the function sends each part before it requests the next.
 */
export type Part = ProgressPart | PartialPart | LogPart | InputRequiredPart | ResultPart;

/** Progress of the work. spec: basic/patterns/progress */
export interface ProgressPart {
  readonly type: 'progress';
  /** Must increase from one part to the next; a value that does not, or is not finite, is not reported. */
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** A part of the result, sent ahead of the whole. */
export interface PartialPart {
  readonly type: 'partial';
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  /** The number of rows in it, which becomes progress for callers that request it. */
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

/** The tool needs answers before it can continue; ends the call like a result. spec: basic/patterns/mrtr */
export interface InputRequiredPart {
  readonly type: 'input_required';
  /** Requests by key; the caller's next attempt carries the answers under the same keys. */
  readonly inputRequests: InputRequests;
  /** Returned unchanged with the answers: it is signed, but the caller can read it. */
  readonly state?: Json | undefined;
}

export type InputRequests = Readonly<Record<string, InputRequest>>;

/** One request to the client: `elicitation/create`, `sampling/createMessage` or `roots/list`. */
export interface InputRequest {
  readonly method: string;
  readonly params: JsonObject;
}

/** The whole result, including what partial results have sent already. */
export interface ResultPart {
  readonly type: 'result';
  readonly result: ToolResult;
}

/** The parts of one call. Parts that become ready together can be yielded together and are then sent together. */
export type Parts = AsyncIterable<Part | readonly Part[]>;

/** The parts that came together, one or several. */
export function partsIn<P extends object>(given: P | readonly P[]): readonly P[] {
  return isMany(given) ? given : [given];
}

function isMany<P extends object>(given: P | readonly P[]): given is readonly P[] {
  return Array.isArray(given);
}

/** Distinguishes a stream of parts from a single result or its promise. */
export function isParts(value: object): value is Parts {
  return Symbol.asyncIterator in value;
}
