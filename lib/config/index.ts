/** A stage's configuration: reads `config/{stage}.yaml`, checks it, and fills in the defaults. */
export { authSettings } from './auth.ts';
export { deploymentProblem, stageNotices } from './checks/index.ts';
export type { FunctionSize, PermissionConfig } from './functions.ts';
export { loadStage, parseStage, requireDeployable, requireStage, StageConfigError } from './load.ts';
export { requireCredentials, type StageConfig } from './schema.ts';
