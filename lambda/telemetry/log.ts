/** Fields of a log line besides its message. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes log lines. Never pass it a body, an argument, a header or a secret. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * Creates a log of JSON lines with the members that Lambda's JSON log format reads (`timestamp`, `level`, `message`).
 * AWS: lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 *
 * @param write receives one line, with its line feed
 */
export function createLog(write: (line: string) => void): Log {
  const line = (level: string, message: string, fields: LogFields = {}) =>
    write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...fields })}\n`);
  return {
    info: (message, fields) => line('INFO', message, fields),
    error: (message, fields) => line('ERROR', message, fields),
  };
}

/** Returns a log that adds these fields to every line, for example to connect the lines of one request. */
export function withFields(log: Log, bound: LogFields): Log {
  return {
    info: (message, fields) => log.info(message, { ...bound, ...fields }),
    error: (message, fields) => log.error(message, { ...bound, ...fields }),
  };
}
