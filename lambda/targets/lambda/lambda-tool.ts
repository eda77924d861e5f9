import { compileOptional } from '../../expression/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { createListing } from '../../schema/index.ts';
import { markMember } from '../../text/index.ts';
import { ERROR_RESERVE_MS } from '../deadline.ts';
import type { Parts } from '../parts.ts';
import { isRepeatable } from '../repeatable.ts';
import { toResult } from '../result.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { functionLabel, notListed } from './failures.ts';
import { invoke } from './invoke.ts';
import { streamReaders } from './streams.ts';

/** The limit for all parts together, in results: progress, logs and framing of small rows can exceed the result. */
const TOOLKIT_RESULTS = 8;

type StreamName = keyof typeof streamReaders;

/** Returns how a block's responses become parts. */
export function streamOf(target: JsonObject): StreamName {
  const fallback = target.payload === undefined ? 'toolkit' : 'none';
  return (Object.keys(streamReaders) as StreamName[]).find((name) => name === target.stream) ?? fallback;
}

/** Prepares a `lambda` tool. */
export function prepareLambda(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { target, output } = tool;
  const name = String(target.function);
  const label = functionLabel(name);
  const repeatable = isRepeatable(tool);
  const stream = streamOf(target);
  const payload = compileOptional(target.payload, 'payload');
  const row = compileOptional(target.row, 'row');
  const result = compileOptional(target.result, 'result');
  const qualifier = typeof target.qualifier === 'string' ? target.qualifier : undefined;
  const how = target.invoke === 'buffered' ? 'buffered' : 'stream';
  const structured = output !== undefined;
  const listing = output && createListing(output);
  const nothing = structured ? undefined : 'The result is empty: the function returned nothing.';

  async function* run(args: JsonObject, context: CallContext): Parts & AsyncGenerator {
    const { functions } = environment.aws;
    const arn = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (arn === undefined) throw notListed(name);
    const { caller, resultBytes, work, mustFind } = context;
    const event = payload ? await payload({ args, caller, work }) : toolkitDocument(tool, args, context);
    const chunks = invoke(environment, {
      arn,
      qualifier,
      payload: JSON.stringify(event ?? {}),
      label,
      repeatable,
      invoke: how,
      timeoutMs: context.deadline - environment.now() - ERROR_RESERVE_MS,
      maxBytes: stream === 'toolkit' ? resultBytes * TOOLKIT_RESULTS : resultBytes,
    });
    const end = yield* streamReaders[stream]({ chunks, label, context, args, row });
    if (end === undefined) return;
    const { payload: response, sources = [] } = end;
    const value = result ? await result({ args, response: { payload: response }, work }) : (response ?? nothing);
    const from = [response, sources];
    for (const [index, part] of from.entries()) markMember(from, String(index), part);
    const options = { structured, listing, label, resultBytes, repeatable, mustFind, from };
    yield { type: 'result', result: toResult(value, options) };
  }
  return run;
}

/**
 * The event of a function that uses the toolkit. `toolkit/wire.ts` reads it, and a test keeps the two equal.
 */
function toolkitDocument(
  { name, target }: TargetTool,
  args: JsonObject,
  { clientCapabilities, deadline, inputResponses, partials, server, state, trace }: CallContext,
): JsonObject {
  return {
    spillway: 1,
    arguments: args,
    inputResponses: isJsonObject(inputResponses) ? inputResponses : undefined,
    clientCapabilities,
    state,
    trace: trace && { ...trace },
    server,
    tool: typeof target.tool === 'string' ? target.tool : name,
    deadline,
    partials,
  };
}
