import { type GatewayResponseOptions, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { JSON_RPC, jsonRpcError } from '../json-rpc.ts';

/** Long enough for most calls to end, and their function to be free again. */
const RETRY_AFTER_SECONDS = 5;

/** AWS: apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html, header values for a private API */
const HEADER_BYTES = 8000;

/** For an agent that would otherwise repeat the call: the function may have run. */
const MAY_BE_DONE = 'A call that changes something may have been carried out: check before you call again';

/**
 * The responses that API Gateway sends in place of the function's, as JSON-RPC errors. A client that gets `{"message": ...}` reports
 * a broken server; a client that gets a JSON-RPC error reports the error.
 */
export const gatewayResponses: readonly GatewayResponseOptions[] = [
  // Among others, for headers that exceed the quota of private APIs, for which API Gateway has no type of its own.
  errorResponse(
    ResponseType.DEFAULT_4XX,
    undefined,
    JSON_RPC.invalidRequest,
    `Request refused by API Gateway, which accepts at most ${HEADER_BYTES} bytes of headers: check the size of the token and of ` +
      'the Mcp-Param headers',
  ),
  errorResponse(ResponseType.DEFAULT_5XX, undefined, JSON_RPC.internalError, 'Internal error'),
  // API Gateway's response type for a path or method that the API does not have.
  errorResponse(
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    '404',
    JSON_RPC.methodNotFound,
    'Nothing here: POST to /mcp/SERVER',
  ),
  errorResponse(ResponseType.RESOURCE_NOT_FOUND, '404', JSON_RPC.methodNotFound, 'Nothing here: POST to /mcp/SERVER'),
  errorResponse(ResponseType.REQUEST_TOO_LARGE, '413', JSON_RPC.invalidRequest, 'Request body too large'),
  {
    ...errorResponse(ResponseType.THROTTLED, '429', JSON_RPC.internalError, 'Too many requests; try again in a second'),
    responseHeaders: { 'Retry-After': "'1'" },
  },
  // Lambda throttled the function, or it failed before its first byte: API Gateway does not tell which, and AWS does not
  // document which of the two types it uses. Both therefore report overload.
  overloaded(ResponseType.INTEGRATION_FAILURE),
  overloaded(ResponseType.API_CONFIGURATION_ERROR),
  errorResponse(
    ResponseType.INTEGRATION_TIMEOUT,
    '504',
    JSON_RPC.internalError,
    `The function did not respond in time. ${MAY_BE_DONE}`,
  ),
];

function overloaded(type: ResponseType): GatewayResponseOptions {
  const message = `The server is overloaded, or it failed before it responded. ${MAY_BE_DONE}`;
  return {
    ...errorResponse(type, '503', JSON_RPC.internalError, message),
    responseHeaders: { 'Retry-After': `'${RETRY_AFTER_SECONDS}'` },
  };
}

function errorResponse(
  type: ResponseType,
  statusCode: string | undefined,
  code: number,
  message: string,
): GatewayResponseOptions {
  return {
    type,
    ...(statusCode === undefined ? {} : { statusCode }),
    templates: { 'application/json': jsonRpcError(code, message) },
  };
}
