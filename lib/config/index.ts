export type { PermissionConfig } from './functions.ts';
export { loadStage, parseStage, StageConfigError } from './load.ts';
export type { StageConfig } from './schema.ts';
