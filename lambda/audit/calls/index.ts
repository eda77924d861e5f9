/** The audit of calls: who called what, what was decided, and how it ended. */
export { type CallAudit, createCallAudit, type OpenCall } from './call-audit.ts';
export { openCallAudit } from './open.ts';
export type { LogEvent } from './put-log-events.ts';
export { type AuditedCall, isAudited } from './record.ts';
