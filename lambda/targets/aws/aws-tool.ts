import type { Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { prepareHttp } from '../http/index.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { endpointOf } from './endpoint.ts';
import { httpTool } from './http-block.ts';
import { layerOf } from './layer.ts';
import type { AwsRequest } from './request.ts';
import { prepareSql, type Statement } from './sql/index.ts';

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
      : prepareSql(tool, statement, { environment, region });
  if (url !== undefined) return run;
  const { host } = new URL(endpointOf(request, region).url);
  return (args, context) => run(args, withHost(context, host));
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
