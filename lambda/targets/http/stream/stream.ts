import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import type { Outbound } from '../../../outbound/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { beforeFailure, RowList } from '../../list/index.ts';
import type { Part } from '../../parts.ts';
import { toResult } from '../../result.ts';
import {
  type Call,
  compressedFailure,
  isOk,
  type Opened,
  open,
  type Route,
  readFailure,
  readResponse,
  send,
  type UpstreamRequest,
} from '../../upstream/index.ts';
import type { RequestBuilder } from '../request/index.ts';
import {
  type Expectation,
  failureResult,
  fitsStream,
  inUtf8,
  NotText,
  type Reading,
  unexpected,
} from '../response/index.ts';
import { type AnswerLimit, type RowShape, Rows, rowLimit } from '../rows/index.ts';
import { JsonReader } from './json-values.ts';
import { NdjsonReader } from './ndjson.ts';
import { streamRows } from './row-stream.ts';
import { SseReader } from './sse.ts';
import { streamText } from './text-stream.ts';

/** How one response streams. */
export type StreamKind = 'ndjson' | 'json' | 'sse' | 'text';

const readers = { ndjson: NdjsonReader, json: JsonReader, sse: SseReader } as const;
const expectations: Readonly<Record<StreamKind, Expectation>> = {
  ndjson: 'JSON lines',
  json: 'JSON',
  sse: 'an event stream',
  text: 'text',
};

/** A compiled tool that streams. */
interface StreamTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly shape: RowShape;
  /** How a body that does not stream is read. */
  readonly reading: Reading;
  /** Finds the message of a response whose status is not an answer. */
  readonly error: Template | undefined;
  readonly limit: AnswerLimit;
}

/**
 * Streams a response as it arrives, then yields the whole result.
 *
 * @throws ToolError when there is no response, or it breaks off; parts that were sent remain valid
 */
export async function* streamResponse(
  { request: builder, route, shape, reading, error, limit }: StreamTool,
  kind: StreamKind,
  args: JsonObject,
  call: Call,
  outbound: Outbound,
): AsyncGenerator<Part | readonly Part[]> {
  const scope = { args, caller: call.context.caller, work: call.context.work };
  const maxRows = await rowLimit(shape.maxRows, args, call);
  const { response: arrived, request } = await send(await builder.build(scope), call, route, {
    attempt: (hop) => open(outbound, hop, call.time),
    discard: ({ incoming }: Opened) => incoming.destroy(),
  });
  const { label, repeatable } = request;
  const { resultBytes, work, mustFind } = call.context;
  if (!isOk(arrived, request)) {
    const whole = await readResponse(arrived, request, limit.bodies(call.context, false), call.time);
    yield { type: 'result', result: await failureResult({ response: whole, label }, { error, args, reading }, call) };
    return;
  }
  await assertStream(arrived, expectations[kind], request, call);
  const response = decoded(arrived, label);
  if (kind !== 'text') {
    const rowBytes = shape.row === undefined ? resultBytes : limit.mapped(call.context);
    yield* streamRows(
      response,
      new readers[kind](label, rowBytes, call.mask),
      new Rows({ ...shape, limit: maxRows, idleBytes: limit.idle(call.context) }, args, call, request),
      call,
      request,
    );
    return;
  }
  const { status, headers } = response;
  const { result, structured, listing } = shape;
  const mapped = result !== undefined;
  const copies = structured && !mapped ? 2 : 1;
  const room = new RowList({ asText: !mapped, asValue: false, mapped }, resultBytes / copies);
  const { text, failure } = yield* streamText(response, call, request, room);
  const view = () => ({ status, headers: call.mask.value(headers), body: text });
  const value = result === undefined ? text : await result({ args, response: view(), work });
  const whole = toResult(value, { structured, listing, label, resultBytes, repeatable, mustFind });
  yield { type: 'result', result: failure === undefined ? whole : beforeFailure(whole, failure) };
}

/** The response in UTF-8. */
function decoded(opened: Opened, label: string): Opened {
  const { incoming, headers } = opened;
  try {
    return { ...opened, incoming: inUtf8(incoming, headers['content-type'] ?? '') };
  } catch (error) {
    incoming.destroy();
    throw error instanceof NotText ? new ToolError(`The response of ${label} is ${error.message}.`) : error;
  }
}

/** Asserts by its content type that a response can be what the tool streams; the error quotes what arrives first. */
async function assertStream(
  opened: Opened,
  expected: Expectation,
  request: UpstreamRequest,
  { time, mask }: Call,
): Promise<void> {
  const { status, headers, incoming } = opened;
  const { label } = request;
  const contentType = headers['content-type'] ?? '';
  if (fitsStream(expected, contentType) || status === 204) return;
  const body = compressedFailure(headers, label) ? Buffer.alloc(0) : await firstChunk(opened, request, time);
  incoming.destroy();
  throw unexpected({ label, status, contentType, expected, body }, mask);
}

async function firstChunk({ incoming }: Opened, request: UpstreamRequest, time: Call['time']): Promise<Buffer> {
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) return chunk;
  } catch (error) {
    throw readFailure(request, error, 0, time);
  }
  return Buffer.alloc(0);
}
