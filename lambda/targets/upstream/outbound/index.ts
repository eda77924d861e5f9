/** Connections to upstreams: only to addresses that the stage allows, kept open for the next call. */
export { createAddressGuard } from './guard.ts';
export { type Origin, Outbound, type OutboundRequest, outboundOf } from './outbound.ts';
