import type { RequestListener } from 'node:http';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import type { CallContext, TargetTool } from '../../../../../lambda/targets/types.ts';
import { callContext, environment, resultOf, toolOf } from '../../support.ts';
import { type Seen, startUpstream } from '../upstream.ts';

/** What an agent gets of one call, and what the upstream saw. */
export interface Outcome {
  readonly text: string | undefined;
  readonly isError: boolean;
  readonly structured: unknown;
  readonly content: readonly unknown[];
  readonly seen: readonly Seen[];
  readonly host: string;
}

/** Calls a tool once against an upstream on loopback; a `ToolError` is an outcome, too. */
export async function outcomeOf(
  answer: RequestListener,
  target: JsonObject = {},
  tool: Partial<TargetTool> = {},
  context: Parameters<typeof callContext>[0] = {},
): Promise<Outcome> {
  const upstream = await startUpstream(answer);
  const { host, seen } = upstream;
  try {
    const url = `${upstream.origin}/things?key=hunter2`;
    const run = prepareHttp(toolOf({ type: 'http', url, ...target }, tool), environment());
    const given: CallContext = callContext({ resultBytes: 10_000, ...context });
    const result = await resultOf(run, { n: 2 }, given);
    const first = result.content[0];
    const text = first?.type === 'text' ? first.text : undefined;
    return {
      ...{ text, isError: result.isError === true, structured: result.structuredContent },
      ...{ content: result.content, seen, host },
    };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ToolError') throw error;
    return { text: error.message, isError: true, structured: undefined, content: [], seen, host };
  } finally {
    await upstream.close();
  }
}

/** An upstream that answers with JSON and headers. */
export function jsonAnswer(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}
