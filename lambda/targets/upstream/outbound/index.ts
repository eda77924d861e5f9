/** Connections to upstreams: only to addresses that the stage allows, kept open for the next call. */
export { type Origin, Outbound, type OutboundRequest, outboundOf } from './outbound.ts';
