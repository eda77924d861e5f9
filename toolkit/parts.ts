import { blocksOf, type Content, type ContentBlock, isBlock, json, text } from './content.ts';

/** What a tool says while it works: any number of parts, then a result. Each is one JSON line on the wire. */
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

/** Ends the attempt: the call is made again with the answers. spec: basic/patterns/mrtr */
export interface InputRequiredPart {
  readonly type: 'input_required';
  readonly inputRequests: Readonly<Record<string, InputRequest>>;
  /** Any JSON value; the next attempt finds it in its context. Signed on its way, but the caller can read it. */
  readonly state?: unknown;
}

/** A question for whoever called, for example `elicitation/create`. */
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
 * Says how far the work is.
 *
 * @param value grows from one to the next
 * @param total what it grows to, if known
 * @param message for people
 */
export function progress(value: number, total?: number, message?: string): ProgressPart {
  return { type: 'progress', progress: value, total, message };
}

/**
 * Some of the result, ahead of the whole. What is sent this way belongs into the result once more: callers that asked for no
 * partial results see only that.
 *
 * @param content a text, a block or blocks
 * @param options `rows`: how many rows it holds, which callers that asked for progress see counted
 */
export function partial(
  content: Content,
  options: { readonly structuredContent?: unknown; readonly rows?: number } = {},
): PartialPart {
  return { type: 'partial', content: blocksOf(content), ...options };
}

/**
 * A log message for the caller, not for the function's own logs.
 *
 * @param level how bad it is
 * @param data a text, or any JSON value
 * @param logger the name of the part of the tool that says so
 */
export function log(level: LogLevel, data: unknown, logger?: string): LogPart {
  return { type: 'log', level, data, logger };
}

/**
 * The result, whole.
 *
 * @param content a text, a block or blocks
 * @param options `structuredContent`: satisfies the tool's `output` schema, where it has one
 */
export function result(content: Content, options: { readonly structuredContent?: unknown } = {}): ResultPart {
  return { type: 'result', result: { content: blocksOf(content), ...options } };
}

/** What a tool may return: a `result(...)`, a text, blocks, or any object, which is sent as JSON and as structured content. */
export type Output = ResultPart | string | number | boolean | object;

/**
 * Makes a result of whatever a tool returned.
 *
 * @throws Error where it returned nothing: the tool's mistake
 */
export function resultOf(output: Output | null | undefined): ResultPart {
  if (output === undefined || output === null) throw new Error('the tool ended without a result: return one');
  if (isResult(output)) return output;
  if (typeof output === 'string') return result(output);
  if (isBlock(output)) return result(output);
  if (Array.isArray(output) && output.length > 0 && output.every(isBlock)) return result(output);
  if (typeof output !== 'object') return result(text(String(output)));
  // Clients of older revisions take objects only for structured content.
  return result(json(output), Array.isArray(output) ? {} : { structuredContent: output });
}

function isResult(output: Output): output is ResultPart {
  if (typeof output !== 'object' || !('type' in output) || output.type !== 'result' || !('result' in output))
    return false;
  const { result: inner } = output;
  return typeof inner === 'object' && inner !== null && 'content' in inner && Array.isArray(inner.content);
}
