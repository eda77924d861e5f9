import { blocksOf, type Content, type ContentBlock, isBlock, json, text } from './content.ts';

/** A part of a tool's output: any number of parts, the last of which ends the call. Each is one JSON line on the wire. */
export type Part = ProgressPart | PartialPart | LogPart | InputRequiredPart | ResultPart;

export interface ProgressPart {
  readonly type: 'progress';
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

export interface PartialPart {
  readonly type: 'partial';
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly rows?: number | undefined;
}

export interface LogPart {
  readonly type: 'log';
  readonly level: LogLevel;
  readonly data: unknown;
  readonly logger?: string | undefined;
}

/** RFC 5424 severities. spec: server/utilities/logging */
export type LogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency';

/** Ends the attempt; the tool runs again with the answers. spec: basic/patterns/mrtr */
export interface InputRequiredPart {
  readonly type: 'input_required';
  readonly inputRequests: Readonly<Record<string, InputRequest>>;
  /** Any JSON value for the next attempt's context. It is signed in transit, but the caller can read it. */
  readonly state?: unknown;
}

/** A request to the caller, for example `elicitation/create`. */
export interface InputRequest {
  readonly method: string;
  readonly params: object;
}

/** Ends the call. */
export interface ResultPart {
  readonly type: 'result';
  readonly result: {
    readonly content: readonly ContentBlock[];
    readonly structuredContent?: unknown;
    readonly isError?: boolean | undefined;
  };
}

/**
 * Reports progress.
 *
 * @param value must increase with each part
 * @param total the final value, if known
 * @param message for the user
 */
export function progress(value: number, total?: number, message?: string): ProgressPart {
  return { type: 'progress', progress: value, total, message };
}

/**
 * Sends part of the result early. The final result must contain it again, because callers without the partial-results opt-in
 * receive only the final result.
 *
 * @param content a string, a block or a list of blocks
 * @param options `rows`: number of rows in it, which is counted in progress notifications
 */
export function partial(
  content: Content,
  options: { readonly structuredContent?: unknown; readonly rows?: number } = {},
): PartialPart {
  return { type: 'partial', content: blocksOf(content), ...options };
}

/**
 * Sends a log message to the caller, not to the function's own logs.
 *
 * @param level severity
 * @param data a string or any other JSON value
 * @param logger name of the component that logs
 */
export function log(level: LogLevel, data: unknown, logger?: string): LogPart {
  return { type: 'log', level, data, logger };
}

/**
 * Makes the complete result.
 *
 * @param content a string, a block or a list of blocks
 * @param options `structuredContent`: must match the tool's `output` schema, if it has one
 */
export function result(content: Content, options: { readonly structuredContent?: unknown } = {}): ResultPart {
  return { type: 'result', result: { content: blocksOf(content), ...options } };
}

/** The return value of a tool: a `result(...)`, a string, blocks, or any object, which is sent as JSON text and structured content. */
export type Output = ResultPart | string | number | boolean | object;

/**
 * Converts a tool's return value to a result.
 *
 * @throws Error when the tool returned nothing, which is a bug in the tool
 */
export function resultOf(output: Output | null | undefined): ResultPart {
  if (output === undefined || output === null) throw new Error('the tool ended without a result: return one');
  if (isResult(output)) return output;
  if (typeof output === 'string') return result(output);
  if (isBlock(output)) return result(output);
  if (Array.isArray(output) && output.length > 0 && output.every(isBlock)) return result(output);
  if (typeof output !== 'object') return result(text(String(output)));
  // Clients of older revisions accept only objects as structured content.
  return result(json(output), Array.isArray(output) ? {} : { structuredContent: output });
}

function isResult(output: Output): output is ResultPart {
  if (typeof output !== 'object' || !('type' in output) || output.type !== 'result' || !('result' in output))
    return false;
  const { result: inner } = output;
  return typeof inner === 'object' && inner !== null && 'content' in inner && Array.isArray(inner.content);
}
