export { generateSecrets } from './generated.ts';

export { AwsApis } from './server.ts';
