export { EdgeListener } from './listener.ts';
export { LoadBalancer } from './load-balancer.ts';
