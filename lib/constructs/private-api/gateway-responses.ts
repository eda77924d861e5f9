import { type GatewayResponseOptions, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { JSON_RPC, jsonRpcError } from '../json-rpc.ts';

/**
 * The responses that API Gateway sends without invoking a function, as JSON-RPC errors. A client that gets `{"message": ...}` reports
 * a broken server; a client that gets a JSON-RPC error reports the error.
 */
export const gatewayResponses: readonly GatewayResponseOptions[] = [
  errorResponse(ResponseType.DEFAULT_4XX, undefined, JSON_RPC.invalidRequest, 'Request refused'),
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
  // The function is at its concurrency limit, or failed before its first byte.
  errorResponse(ResponseType.INTEGRATION_FAILURE, '502', JSON_RPC.internalError, 'The function did not answer'),
  errorResponse(ResponseType.INTEGRATION_TIMEOUT, '504', JSON_RPC.internalError, 'The function did not answer in time'),
];

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
