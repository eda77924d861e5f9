/** JSON-RPC: parses messages, writes responses, and defines the errors that a caller can receive. */
export {
  HeaderMismatch,
  InternalError,
  InvalidParams,
  InvalidRequest,
  MethodNotFound,
  MissingClientCapability,
  type RequestId,
  RpcError,
  UnsupportedProtocolVersion,
} from './errors.ts';
export {
  ACCEPTED,
  answerWith,
  errorResponse,
  errorText,
  isRequestId,
  isResponse,
  ok,
  parseBody,
  type RpcMessage,
  readId,
  responseHead,
  toMessage,
  withCacheScope,
} from './json-rpc.ts';
export { createToRpcError } from './to-rpc-error.ts';
