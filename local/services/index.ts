/** Runs the services of `local.yaml` beside the local stack. */
export { Service } from './service.ts';
export type { ServiceSpec } from './spec.ts';
