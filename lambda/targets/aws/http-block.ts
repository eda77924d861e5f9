import { isJsonObject, type JsonObject } from '../../json.ts';
import type { TargetTool } from '../types.ts';
import { endpointOf } from './endpoint.ts';
import type { AwsRequest } from './request.ts';

/**
 * Writes an `aws` tool as the `http` tool that sends its request. It runs in functions, and at publish, where the rules of `http`
 * check it.
 *
 * @param request what publishing found out
 * @param ownRegion the Region of a tool that names none
 */
export function httpTool(tool: TargetTool, request: AwsRequest, ownRegion: string): TargetTool {
  const { service: _, action, parameters, request: _stored, role, region, url, pagination, ...shared } = tool.target;
  const { parts, pages, method, path, signingName, readOnly } = request;
  const own = endpointOf(request, String(region ?? ownRegion));
  const base = url === undefined ? own.url : String(url).replace(/\/$/, '');
  const target = {
    ...shared,
    ...parts,
    type: 'http',
    method,
    url: `${base}${path}`,
    ...(role !== undefined && { auth: { type: 'sigv4', service: signingName, region: own.region, role } }),
    ...(pagination !== undefined && pages !== undefined && { pagination: { ...pages, ...paginationKeys(pagination) } }),
  };
  const annotations = readOnly ? { readOnlyHint: true, ...tool.annotations } : tool.annotations;
  return { ...tool, target, ...(annotations && { annotations }) };
}

/** `pagination: true` says nothing more. */
const paginationKeys = (pagination: JsonObject[string]) => (isJsonObject(pagination) ? pagination : {});
