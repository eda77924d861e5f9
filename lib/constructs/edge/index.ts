export { EdgeListener, type EdgeListenerProps } from './listener.ts';
export { LoadBalancer, type LoadBalancerProps } from './load-balancer.ts';
