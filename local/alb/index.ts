/** Emulates the Application Load Balancer: listener rules, transforms, fixed responses, `lambda` and `ip` targets. */
export { readLoadBalancer } from './model.ts';
export { drain } from './relay.ts';
export { type AlbRequest, headerValue, queryPairs, type TargetResponse } from './request.ts';
export { type AccessLogEntry, LoadBalancer } from './server.ts';
