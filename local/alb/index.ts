export { readLoadBalancer } from './model.ts';
export type { AlbRequest } from './request.ts';
export { type AccessLogEntry, LoadBalancer } from './server.ts';
