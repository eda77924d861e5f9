/** Emulates the AWS APIs that functions call: Lambda, Secrets Manager, Parameter Store and STS. */
export { generateSecrets } from './generated-secrets.ts';
export { AwsApis } from './server.ts';
