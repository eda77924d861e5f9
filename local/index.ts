/** The local stack: emulates the synthesized templates on one machine. */
export type { AccessLogEntry } from './alb/index.ts';
export { LocalStackError, UsageError } from './errors.ts';
export { readCommandLine, USAGE } from './options.ts';
export { runLocalStack } from './run.ts';
export { type LocalStack, type LocalStackOptions, startLocalStack } from './stack.ts';
