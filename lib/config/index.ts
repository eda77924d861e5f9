/** A stage's configuration: reads `config/{stage}.yaml`, checks it, and fills in the defaults. */
export { authSettings } from './auth.ts';
export type { FunctionSize, PermissionConfig } from './functions.ts';
export { loadStage, parseStage, requireStage, StageConfigError } from './load.ts';
export { requireCredentials, type StageConfig } from './schema.ts';
