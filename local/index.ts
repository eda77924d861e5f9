/** The local stack: the synthesized templates, played on one machine. */
export type { AccessLogEntry } from './alb/index.ts';
export { LocalStackError, UsageError } from './errors.ts';
export { type LocalStack, type LocalStackOptions, startLocalStack } from './stack.ts';
