import type { JsonObject } from '../../../json.ts';
import type { Part } from '../../parts.ts';
import { toResult } from '../../result.ts';
import {
  type Call,
  isOk,
  type Opened,
  type Outbound,
  open,
  type Route,
  readResponse,
  send,
} from '../../upstream/index.ts';
import type { RequestBuilder } from '../request/index.ts';
import { failureResult } from '../response.ts';
import { type RowShape, Rows } from '../rows.ts';
import { NdjsonReader } from './ndjson.ts';
import { streamRows } from './row-stream.ts';
import { SseReader } from './sse.ts';
import { streamText } from './text-stream.ts';

/** How one response streams. */
export type StreamKind = 'ndjson' | 'sse' | 'text';

const readers = { ndjson: NdjsonReader, sse: SseReader } as const;

/** A compiled tool that streams. */
interface StreamTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly shape: RowShape;
}

/**
 * Streams a response as it arrives, then yields the whole result.
 *
 * @throws ToolError when there is no response, or it breaks off; parts that were sent remain valid
 */
export async function* streamResponse(
  { request: builder, route, shape }: StreamTool,
  kind: StreamKind,
  args: JsonObject,
  call: Call,
  outbound: Outbound,
): AsyncGenerator<Part | readonly Part[]> {
  const { response, request } = await send(await builder.build({ args, work: call.context.work }), call, route, {
    attempt: (hop) => open(outbound, hop, call.time),
    discard: ({ incoming }: Opened) => incoming.destroy(),
  });
  const { label } = request;
  const { resultBytes, work } = call.context;
  if (!isOk(response)) {
    const whole = await readResponse(response, request, resultBytes, call.time);
    yield { type: 'result', result: failureResult(whole, label, call.mask) };
    return;
  }
  if (kind !== 'text') {
    yield* streamRows(response, new readers[kind](label, resultBytes), new Rows(shape, args, call, label), call, label);
    return;
  }
  const { status, headers } = response;
  const text = yield* streamText(response, call, label);
  const { result, structured } = shape;
  const view = () => ({ status, headers: call.mask.value(headers), body: text });
  const value = result === undefined ? text : await result({ args, response: view(), work });
  yield { type: 'result', result: toResult(value, { structured, label, resultBytes }) };
}
