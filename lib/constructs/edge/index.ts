/** The public side: the load balancer, its listener, and the rules that choose a function for each request. */
export { EdgeListener, type EdgeListenerProps } from './listener.ts';
export { LoadBalancer, type LoadBalancerProps } from './load-balancer.ts';
