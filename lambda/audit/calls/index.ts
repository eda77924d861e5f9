/** The audit of calls: who called what, what was decided, and how it ended. Loaded by stages with `audit.calls` alone. */
export { type CallAudit, createCallAudit, type OpenCall } from './call-audit.ts';
export { openCallAudit } from './open.ts';
export { type LogEvent, openLogStream, type PutLogEvents } from './put-log-events.ts';
export { type AuditedCall, type CallDecision, type CallEnd, isAudited } from './record.ts';
