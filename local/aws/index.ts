export { ApiError } from './errors.ts';
export { generateSecrets } from './generated.ts';
export type { FindSecret } from './secrets.ts';
export { AwsApis, type AwsWorld } from './server.ts';
