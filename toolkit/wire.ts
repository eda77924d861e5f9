import { type FailedLine, ToolFailure } from './failure.ts';
import type { Part } from './parts.ts';

/** The version of {@link CallDocument} and {@link ListDocument}. */
export const WIRE_VERSION = 1;

/** The event with which Spillway invokes a function to call a tool. */
export interface CallDocument {
  readonly spillway: typeof WIRE_VERSION;
  /** Already validated against the tool's `input` schema. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Answers to the questions of earlier attempts, by key. They come from the caller and are not validated. */
  readonly inputResponses?: Readonly<Record<string, unknown>>;
  /** The capabilities that the caller declared (MCP's ClientCapabilities); absent when unknown. */
  readonly clientCapabilities?: Readonly<Record<string, unknown>> | undefined;
  /** The state that the tool passed with its last question; signed, so the caller cannot change it. */
  readonly state?: unknown;
  /** The caller's trace; absent if it has none. */
  readonly trace?: TraceContext | undefined;
  /** The MCP server of the tool. */
  readonly server: string;
  readonly tool: string;
  /** Spillway's deadline, in epoch milliseconds. */
  readonly deadline: number;
  /** Whether the caller receives partial results. */
  readonly partials: boolean;
}

/** A trace in the formats of W3C Trace Context and Baggage. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
}

/** The event with which a function is asked for its tools. */
export interface ListDocument {
  readonly spillway: typeof WIRE_VERSION;
  readonly list: true;
}

/** The response to a {@link ListDocument}: tools as in MCP's `tools/list`. */
export interface ToolsLine {
  readonly type: 'tools';
  readonly tools: readonly ListedTool[];
}

/** A tool in MCP's `tools/list`. spec: server/tools#tool */
export interface ListedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** A line of a function's response. */
export type Line = Part | FailedLine | ToolsLine;

/**
 * Parses the event of an invocation.
 *
 * @throws ToolFailure when it is not a document of this version
 */
export function readDocument(event: unknown): CallDocument | ListDocument {
  const expected = 'This function is a Spillway tool: invoke it through a Tool document whose target has no `payload`.';
  if (!isObject(event) || event.spillway === undefined) throw new ToolFailure(expected);
  if (event.spillway !== WIRE_VERSION) {
    const found = JSON.stringify(event.spillway);
    throw new ToolFailure(
      `This function supports version ${WIRE_VERSION} of Spillway's document but received version ${found}.`,
    );
  }
  if (event.list === true) return { spillway: WIRE_VERSION, list: true };
  const { arguments: args, inputResponses, clientCapabilities, state, trace, server, tool, deadline, partials } = event;
  if (!isObject(args) || typeof tool !== 'string') throw new ToolFailure(expected);
  return {
    spillway: WIRE_VERSION,
    arguments: args,
    inputResponses: isObject(inputResponses) ? inputResponses : {},
    clientCapabilities: isObject(clientCapabilities) ? clientCapabilities : undefined,
    state,
    trace: readTrace(trace),
    server: typeof server === 'string' ? server : 'default',
    tool,
    deadline: typeof deadline === 'number' ? deadline : Number.POSITIVE_INFINITY,
    partials: partials !== false,
  };
}

function readTrace(value: unknown): TraceContext | undefined {
  if (!isObject(value) || typeof value.traceparent !== 'string') return undefined;
  const { traceparent, tracestate, baggage } = value;
  return {
    traceparent,
    tracestate: typeof tracestate === 'string' ? tracestate : undefined,
    baggage: typeof baggage === 'string' ? baggage : undefined,
  };
}

/** Whether a line is the last one of a call. */
export function endsCall({ type }: Line): boolean {
  return type === 'result' || type === 'input_required' || type === 'failed' || type === 'tools';
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
