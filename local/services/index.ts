/** Runs the services of `local.yaml` beside the local stack. */
export { type ServiceVariables, serviceVariables } from './addresses.ts';
export { followPorts, type MovedPort, movePorts } from './moved-ports.ts';
export { Service } from './service.ts';
export type { ServiceSpec } from './spec.ts';
