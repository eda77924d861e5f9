import { prepareHttp } from '../http/index.ts';
import type { PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { readEnvelope } from './envelope.ts';
import { httpTool } from './http-block.ts';

/** Prepares a `graphql` tool. */
export function prepareGraphql(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  return prepareHttp(httpTool(tool), environment, { envelope: readEnvelope });
}
