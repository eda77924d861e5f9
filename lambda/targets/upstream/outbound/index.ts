export { createAddressGuard } from './guard.ts';
export { type Origin, Outbound, type OutboundRequest, outboundOf } from './outbound.ts';
