import type { ToolResult } from '../../content/index.ts';
import type { Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { prepareHttp } from '../http/index.ts';
import { isParts, type Part, type Parts } from '../parts.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { endpointOf } from './endpoint.ts';
import { httpTool } from './http-block.ts';
import { layerOf } from './layer.ts';
import type { AwsRequest } from './request.ts';
import type { Statement } from './sql/index.ts';

/** Prepares an `aws` tool, as publishing stored it. */
export function prepareAws(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { region: given = process.env.AWS_REGION, action, url } = tool.target;
  if (given === undefined) return noRegion;
  const region = String(given);
  const statement = statementIn(tool.target.statement);
  const request = statement?.start ?? requestIn(tool.target.request);
  const run =
    statement === undefined
      ? prepareHttp(httpTool(tool, request, region), environment, layerOf(tool, String(action), request))
      : sqlOnFirstUse(tool, statement, { environment, region });
  if (url !== undefined) return run;
  const { host } = new URL(endpointOf(request, region).url);
  return (args, context) => run(args, withHost(context, host));
}

/** SQL is loaded for the first call that runs it, so that a cold start does not compile it. */
function sqlOnFirstUse(
  tool: TargetTool,
  statement: Statement,
  surroundings: { readonly environment: TargetEnvironment; readonly region: string },
): PreparedTarget {
  let loading: Promise<PreparedTarget> | undefined;
  return (args, context) => {
    loading ??= import('./sql/index.ts').then(({ prepareSql }) => prepareSql(tool, statement, surroundings));
    return partsOf(loading.then((run) => run(args, context)));
  };
}

/** Makes parts of an outcome that is still to come. */
function partsOf(outcome: Promise<ToolResult | Parts>): Parts {
  const opening = outcome.then((given) => (isParts(given) ? given : onlyResult(given))[Symbol.asyncIterator]());
  opening.catch(() => {}); // the consumer sees the error, if there still is one
  const iterator: AsyncIterator<Part | readonly Part[]> = {
    next: async () => (await opening).next(),
    return: async () => (await (await opening).return?.()) ?? { done: true, value: undefined },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* onlyResult(result: ToolResult): AsyncGenerator<Part> {
  yield { type: 'result', result };
}

/** Publishing wrote it. */
function requestIn(stored: Json | undefined): AwsRequest {
  return stored as unknown as AwsRequest;
}

/** Publishing wrote it, for a tool with `sql`. */
function statementIn(stored: Json | undefined): Statement | undefined {
  return stored as unknown as Statement | undefined;
}

function noRegion(): never {
  throw new ToolError(
    'The tool has no `region`, and this process has none of its own: an operator must set AWS_REGION.',
  );
}

/** AWS's own hosts may receive signatures for AWS without being listed: no document chooses them. */
function withHost(context: CallContext, host: string): CallContext {
  return { ...context, secretHosts: async () => [...(await context.secretHosts()), host] };
}
