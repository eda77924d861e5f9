import { createSecretReader, type Environment } from '../../aws/index.ts';
import type { FunctionSettings } from '../../settings.ts';
import { createKeySource } from '../../state/index.ts';
import type { Log } from '../../telemetry/index.ts';
import { type CallAudit, createCallAudit } from './call-audit.ts';
import { openLogStream } from './put-log-events.ts';

/** Opens the audit of calls of a stage. Connects at the first call. */
export function openCallAudit(
  { digestSecret, ...stream }: NonNullable<FunctionSettings['audit']>,
  { now, log, environment = process.env }: { now: () => number; log: Log; environment?: Environment },
): CallAudit {
  const read = createSecretReader(digestSecret, environment);
  return createCallAudit({
    put: openLogStream(stream, environment),
    keys: createKeySource({ name: digestSecret, read }, now),
    now,
    log,
  });
}
