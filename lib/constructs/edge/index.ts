/** The public side: the load balancer, its listener, and the rules that choose a function for each request. */
export { EdgeListener } from './listener.ts';
export { LoadBalancer } from './load-balancer.ts';
