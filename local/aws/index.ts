/** Emulates the AWS APIs that functions call: Lambda, Secrets Manager, Parameter Store, STS and CloudWatch Logs. */
export { generateSecrets } from './generated-secrets.ts';
export { AwsApis } from './server.ts';
