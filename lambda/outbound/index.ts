/** Connections to other hosts: only to addresses that the stage allows, kept open for the next request. */
export { embeddedIpv4, ipv6Groups } from './addresses.ts';
export { createGetJson, GetFailed, type GetJson } from './get-json.ts';
export { createAddressGuard } from './guard.ts';
export { STATUS_CODES } from './node-http.ts';
export {
  type ClientCertificate,
  type HostAddress,
  type Origin,
  Outbound,
  type OutboundEnvironment,
  type OutboundRequest,
} from './outbound.ts';
