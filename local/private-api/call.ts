import { randomUUID } from 'node:crypto';
import { type AlbRequest, drain, headerValue, type TargetResponse } from '../alb/index.ts';
import { readBody } from '../http.ts';
import { CallerGone, FunctionFailed, type FunctionResponse, Throttled } from '../lambda/index.ts';
import { withinTime } from '../time-limit.ts';
import { type ApiRoute, proxyEvent } from './event.ts';
import { type StreamingFaults, withFaults } from './faults.ts';
import { type GatewayResponseType, gatewayResponse } from './gateway-response.ts';
import type { ApiMethod, ApiModel, PrivateApiModels } from './model.ts';
import { MalformedPrelude, readPrelude } from './prelude.ts';

/** AWS: "Quotas for configuring and running a REST API", payload size. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
/**
 * AWS: "Quotas for configuring and running a REST API", total combined size of all header values for a private API. The row above it,
 * for other APIs, counts names, values, line ends and white space, so this does, too.
 */
const MAX_HEADER_BYTES = 8000;
/** RFC 6585 section 5. AWS does not document the status of requests above the quota. */
const HEADERS_TOO_LARGE = 431;
/** AWS: "Stream the integration response for your proxy integrations": 5 minutes for private endpoints. */
const IDLE_TIMEOUT_MS = 5 * 60 * 1000;

/** Events of one request, for the logs. */
interface PrivateApiEvents {
  /** The label of the function that handles the request, and the request's body. */
  ran(label: string, body: Buffer): void;
  /** The function's response has begun. */
  began(response: FunctionResponse): void;
  log(line: string): void;
}

/** A method and the parameters from the request path. */
interface Match {
  readonly method: ApiMethod;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Handles a request to an address of the execute-api endpoint: selects the API by host, the stage by the first path segment
 * and the method by the rest, and streams the function's response. Not emulated: throttling, and the limits for bandwidth
 * (2 MB/s after the first 6 and 10 MB) and response size (200 MB).
 *
 * @param address private address of the endpoint's network interface
 * @throws CallerGone when the client disconnects before the function runs
 */
export async function callPrivateApi(
  models: PrivateApiModels,
  address: string,
  request: AlbRequest,
  events: PrivateApiEvents,
): Promise<TargetResponse> {
  const vpcEndpointId = models.endpoints.get(address);
  const host = (headerValue(request, 'host') ?? '').toLowerCase();
  const api = models.apis.find(
    ({ apiId, region, vpcEndpointIds }) =>
      host === `${apiId}.execute-api.${region}.amazonaws.com` && vpcEndpointIds.includes(vpcEndpointId ?? ''),
  );
  const [, stage = '', path = ''] = /^\/([^/]*)(.*)$/.exec(request.path) ?? [];
  const variables = api?.stages.get(stage);
  if (vpcEndpointId === undefined || api === undefined || variables === undefined) return forbidden();
  const requestId = randomUUID();
  if (headerBytes(request) > MAX_HEADER_BYTES) {
    return gatewayResponse(api.responses, 'DEFAULT_4XX', requestId, HEADERS_TOO_LARGE);
  }
  const match = findMethod(api, request.method, path === '' ? '/' : path);
  if (match === undefined) return gatewayResponse(api.responses, 'MISSING_AUTHENTICATION_TOKEN', requestId);
  const body = await readBody(request.body, MAX_REQUEST_BYTES);
  if (body === undefined) return gatewayResponse(api.responses, 'REQUEST_TOO_LARGE', requestId);
  const { method, pathParameters } = match;
  const route: ApiRoute = {
    apiId: api.apiId,
    accountId: api.accountId,
    region: api.region,
    vpcEndpointId,
    stage,
    stageVariables: variables,
    resourceId: method.resourceId,
    resourcePath: method.resourcePath,
    path: path === '' ? '/' : path,
    pathParameters,
    requestId,
  };
  events.ran(method.target.label, body);
  const event = JSON.stringify(proxyEvent(request, route, body, isBinary(api, request)));
  const { faults = {} } = models;
  return integrate({ api, method, event, requestId, disconnected: request.disconnected, faults }, events);
}

/** One call of a method's integration. */
interface Integration {
  readonly api: ApiModel;
  readonly method: ApiMethod;
  readonly event: string;
  readonly requestId: string;
  readonly disconnected: AbortSignal;
  readonly faults: StreamingFaults;
}

async function integrate(integration: Integration, events: PrivateApiEvents): Promise<TargetResponse> {
  const { api, method, event, requestId, disconnected, faults } = integration;
  const deadline = Date.now() + method.timeoutMs;
  let response: FunctionResponse | undefined;
  const begin = async (): Promise<TargetResponse> => {
    response = await method.target.invoke(event, method.invokedArn, { disconnected });
    events.began(response);
    const { body, failure } = response;
    const { status, headers } = await readPrelude(body, faults);
    return {
      status,
      headers: [...headers, ['x-amzn-RequestId', requestId]],
      body: {
        stream: withFaults(body, faults),
        idleTimeoutMs: IDLE_TIMEOUT_MS,
        deadline,
        isWhole: () => failure() === undefined,
      },
    };
  };
  const began = begin();
  try {
    const answer = await withinTime(began, method.timeoutMs);
    if (answer !== undefined) return answer;
    // The function continues, and its response is discarded.
    began.then(drain, () => undefined);
    events.log(`${method.target.label}: 504, no response within ${method.timeoutMs} ms`);
    return gatewayResponse(api.responses, 'INTEGRATION_TIMEOUT', requestId);
  } catch (error) {
    if (error instanceof CallerGone) throw error;
    response?.body.resume();
    const { type, status, reason } = integrationError(error);
    const answer = gatewayResponse(api.responses, type, requestId, status);
    events.log(`${method.target.label}: ${answer.status}, ${reason}`);
    return answer;
  }
}

interface IntegrationError {
  readonly type: GatewayResponseType;
  /** Unless the template sets one. */
  readonly status: number;
  readonly reason: string;
}

/**
 * Throttling and a response without metadata and delimiter map to 500, a failed function to 502. AWS does not document the
 * response types: users report INTEGRATION_FAILURE for throttling, and a malformed response is logged as a configuration error.
 *
 * AWS: "Handling Lambda errors with an API Gateway API"; "Set up a Lambda proxy integration with payload response streaming".
 */
function integrationError(error: unknown): IntegrationError {
  const type = 'INTEGRATION_FAILURE';
  if (error instanceof FunctionFailed) return { type, status: 502, reason: `${error.errorType}: ${error.message}` };
  if (error instanceof Throttled) return { type, status: 500, reason: `throttled, ${error.message}` };
  if (error instanceof MalformedPrelude) return { type: 'API_CONFIGURATION_ERROR', status: 500, reason: error.message };
  return { type, status: 502, reason: `the function ended before its response began: ${String(error)}` };
}

/** The endpoint's own response when the API or the stage does not exist. */
function forbidden(): TargetResponse {
  return {
    status: 403,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', 'ForbiddenException'],
    ],
    body: '{"message":"Forbidden"}',
  };
}

function findMethod(api: ApiModel, httpMethod: string, path: string): Match | undefined {
  for (const method of api.methods) {
    if (method.httpMethod !== httpMethod && method.httpMethod !== 'ANY') continue;
    const pathParameters = matchPath(method.resourcePath, path);
    if (pathParameters !== undefined) return { method, pathParameters };
  }
  return undefined;
}

function matchPath(resourcePath: string, path: string): Record<string, string> | undefined {
  const wanted = resourcePath.split('/').slice(1);
  const given = path.split('/').slice(1);
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(.+?)\+?\}$/.exec(part)?.[1];
    const isGreedy = part.endsWith('+}');
    const value = isGreedy ? given.slice(index).join('/') : (given[index] ?? '');
    if (value === '' || (name === undefined && value !== part)) return undefined;
    if (name !== undefined) parameters[name] = value;
    if (isGreedy) return parameters;
  }
  return given.length === wanted.length ? parameters : undefined;
}

/** Bytes of all header lines: `name: value` and the line end. */
function headerBytes({ headers }: AlbRequest): number {
  return headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`), 0);
}

/** AWS: "Binary media types for REST APIs in API Gateway". */
function isBinary(api: ApiModel, request: AlbRequest): boolean {
  const type = (headerValue(request, 'content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  return api.binaryMediaTypes.some((binary) => binary === '*/*' || binary.toLowerCase() === type);
}
