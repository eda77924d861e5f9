/** The public side: the load balancer, its listener, and the rules that choose a function for each request. */
export { Domain } from './domain.ts';
export { type CertificateSource, EdgeListener } from './listener.ts';
export { LoadBalancer } from './load-balancer.ts';
