/** Structured log lines. */

export { createLog, type Log, type LogFields, withFields } from './log.ts';
