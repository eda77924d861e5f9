import type { Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { type HttpLayer, prepareHttp } from '../http/index.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { convert } from './conversions.ts';
import { hintsOf, isThrottled } from './failures.ts';
import { httpTool } from './http-block.ts';
import type { AwsRequest } from './request.ts';

/** Prepares an `aws` tool, as publishing stored it. */
export function prepareAws(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { region = process.env.AWS_REGION, service, action, role } = tool.target;
  const request = requestIn(tool.target.request);
  const label = `${String(service)}:${String(action)}`;
  if (region === undefined) return noRegion;
  const { tool: http, host } = httpTool(tool, request, String(region));
  const { conversions, signingName } = request;
  const layer: HttpLayer = {
    label,
    ...(conversions !== undefined && { body: (value: unknown) => convert(value, conversions) }),
    busy: isThrottled,
    hints: (response) => hintsOf(response, { permission: `${signingName}:${String(action)}`, role: String(role) }),
  };
  const run = prepareHttp(http, environment, layer);
  return host === undefined ? run : (args, context) => run(args, withHost(context, host));
}

/** Publishing wrote it. */
function requestIn(stored: Json | undefined): AwsRequest {
  return stored as unknown as AwsRequest;
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
