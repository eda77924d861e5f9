export { readLoadBalancer } from './model.ts';
export type { AlbRequest, HeaderLine, TargetResponse } from './request.ts';
export { type AccessLogEntry, LoadBalancer, type Route } from './server.ts';
