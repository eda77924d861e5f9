import { type FailedLine, ToolFailure } from './failure.ts';
import type { Part } from './parts.ts';

/** The version of both documents below. */
export const WIRE_VERSION = 1;

/** What Spillway invokes a function with to call its tool. */
export interface CallDocument {
  readonly spillway: typeof WIRE_VERSION;
  /** Checked against the tool's `input` schema before. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Answers to what an earlier attempt asked, by its keys. They are the caller's words: nothing has checked them. */
  readonly inputResponses?: Readonly<Record<string, unknown>>;
  /** What the caller said it can be asked (MCP's ClientCapabilities); absent where it did not say. */
  readonly clientCapabilities?: Readonly<Record<string, unknown>> | undefined;
  /** What the tool left with the question before this attempt; nobody but Spillway can have written it. */
  readonly state?: unknown;
  /** The caller's trace; absent where it has none. */
  readonly trace?: TraceContext | undefined;
  /** The MCP server that the tool belongs to. */
  readonly server: string;
  readonly tool: string;
  /** When Spillway gives up, in epoch milliseconds. */
  readonly deadline: number;
  /** Whether anyone receives partial results. */
  readonly partials: boolean;
}

/** A trace as W3C Trace Context and Baggage write it. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
}

/** What asks a function for the tools that it has. */
export interface ListDocument {
  readonly spillway: typeof WIRE_VERSION;
  readonly list: true;
}

/** The answer to a {@link ListDocument}: tools as MCP's `tools/list` has them. */
export interface ToolsLine {
  readonly type: 'tools';
  readonly tools: readonly ListedTool[];
}

/** A tool as MCP lists it. spec: server/tools#tool */
export interface ListedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** One line of what a function writes. */
export type Line = Part | FailedLine | ToolsLine;

/**
 * Reads the event of an invocation.
 *
 * @throws ToolFailure for anything but a document of this version
 */
export function readDocument(event: unknown): CallDocument | ListDocument {
  const expected =
    'This function is a tool of Spillway: invoke it through a Tool document whose target has no `payload`.';
  if (!isObject(event) || event.spillway === undefined) throw new ToolFailure(expected);
  if (event.spillway !== WIRE_VERSION) {
    const found = JSON.stringify(event.spillway);
    throw new ToolFailure(
      `This function speaks version ${WIRE_VERSION} of Spillway's document, and was sent version ${found}.`,
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

function readTrace(said: unknown): TraceContext | undefined {
  if (!isObject(said) || typeof said.traceparent !== 'string') return undefined;
  const { traceparent, tracestate, baggage } = said;
  return {
    traceparent,
    tracestate: typeof tracestate === 'string' ? tracestate : undefined,
    baggage: typeof baggage === 'string' ? baggage : undefined,
  };
}

/** Whether nothing may follow a line. */
export function endsCall({ type }: Line): boolean {
  return type === 'result' || type === 'input_required' || type === 'failed' || type === 'tools';
}

/** Tells a JSON object from any other value. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
