import type { LogLevel, Part } from '../parts.ts';
import { isObject } from '../wire.ts';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;

/**
 * Converts a server's notification about a call to a part; `undefined` for other kinds and other calls.
 *
 * @param callId the id of the call's request, which is also its progress token
 */
export function partOf(method: string, params: unknown, callId: number): Part | undefined {
  if (!isObject(params)) return undefined;
  if (method === 'notifications/progress') return progressOf(params, callId);
  return method === 'notifications/message' ? logOf(params) : undefined;
}

function progressOf(params: Readonly<Record<string, unknown>>, callId: number): Part | undefined {
  const { progressToken, progress, total, message } = params;
  if (progressToken !== callId || typeof progress !== 'number') return undefined;
  return {
    type: 'progress',
    progress,
    total: typeof total === 'number' ? total : undefined,
    message: typeof message === 'string' ? message : undefined,
  };
}

function logOf({ level, data, logger }: Readonly<Record<string, unknown>>): Part | undefined {
  const known: LogLevel | undefined = LEVELS.find((name) => name === level);
  if (known === undefined || data === undefined) return undefined;
  return { type: 'log', level: known, data, logger: typeof logger === 'string' ? logger : undefined };
}
