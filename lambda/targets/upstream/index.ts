/** The HTTP client that target types share: connections, credentials, retries, redirects and time limits. */
export { compileAuth, secretPlaceholders } from './auth/index.ts';
export { beginCall, beginRows, type Call } from './call.ts';
export { ACCEPTED_CODINGS } from './decoding.ts';
export { exchange } from './exchange.ts';
export { endsEarly } from './failures.ts';
export { buildHeaders, headerNameProblem, isHeaderValue, isToken } from './headers.ts';
export { outboundOf } from './outbound-of.ts';
export { goTo, redirectRule, urlOf, withoutBody } from './redirect.ts';
export { DEFAULT_RETRIES, realPace, retryAfterMs } from './retry.ts';
export { type Route, type Sent, send } from './send.ts';
export { okRule } from './statuses.ts';
export {
  type BodyLimits,
  compressedFailure,
  isOk,
  type Opened,
  open,
  type ResponseHead,
  readFailure,
  readResponse,
  requestLabel,
  type UpstreamRequest,
  type UpstreamResponse,
} from './wire.ts';
