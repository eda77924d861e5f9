import { LOG_LEVELS, type LogPart, type PartialPart, type ProgressPart } from '../../targets/index.ts';
import { exactJson } from '../../text/index.ts';
import type { OptIns } from './opt-ins.ts';

/** Milliseconds between two counts of rows; the first is sent at once, and the last with the response. */
const ROWS_INTERVAL_MS = 100;
/** Maximum progress notifications of one call per second. spec: basic/patterns/progress#implementation-notes */
const REPORTS_PER_SECOND = 100;
/** Maximum log messages of one call per second; further messages of a target are dropped. spec: server/utilities/logging */
const MESSAGES_PER_SECOND = 100;

/** The parts that become notifications. */
type Noted = ProgressPart | PartialPart | LogPart;

/** Writes the notifications of one call that the client opted into, numbered and rate-limited. */
export interface Notifier {
  /** Appends the notifications of a part to `messages`; there may be none. */
  notify(part: Noted, messages: string[]): void;
  /** Appends the last progress and the last count of rows, if a rate limit held them back, so that they precede the response. */
  finish(messages: string[]): void;
}

type Report = Omit<ProgressPart, 'type'>;

/**
 * Creates the notifier of one call.
 *
 * @param now the clock, epoch milliseconds
 * @param fitPart removes from a part what the client's revision lacks
 */
export function createNotifier(
  { progressToken, partials, logLevel }: OptIns,
  now: () => number,
  fitPart: <P extends Noted>(part: P) => P = (part) => part,
): Notifier {
  const leastLevel = logLevel === undefined ? Number.POSITIVE_INFINITY : LOG_LEVELS.indexOf(logLevel);
  let seq = 0;
  let rows = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  let reached = Number.NEGATIVE_INFINITY;
  let held: Report | undefined;

  const mayReport = limitPerSecond(REPORTS_PER_SECOND, now);
  const mayLog = limitPerSecond(MESSAGES_PER_SECOND, now);

  // spec: basic/patterns/progress: the value must increase with each notification. JSON cannot represent a number that
  // is not finite.
  function progress(report: Report, messages: string[]): void {
    if (progressToken === undefined || !Number.isFinite(report.progress) || report.progress <= reached) return;
    reached = report.progress;
    if (mayReport()) send(report, messages);
    else held = report;
  }

  function send({ progress, total, message }: Report, messages: string[]): void {
    held = undefined;
    const params = { progressToken, progress, total: Number.isFinite(total) ? total : undefined, message };
    messages.push(notification('notifications/progress', params));
  }

  function countRows(added: number, messages: string[]): void {
    rows += added;
    if (progressToken === undefined) return;
    const time = now();
    if (time - countedAt < ROWS_INTERVAL_MS) return;
    countedAt = time;
    progress({ progress: rows }, messages);
  }

  return {
    notify(part, messages) {
      switch (part.type) {
        case 'progress':
          return progress(fitPart(part), messages);
        case 'log':
          if (LOG_LEVELS.indexOf(part.level) < leastLevel || !mayLog()) return;
          messages.push(
            notification('notifications/message', { level: part.level, logger: part.logger, data: part.data }),
          );
          return;
        case 'partial':
          if (partials !== undefined) {
            const { content, structuredContent } = fitPart(part);
            const params = { partialResultToken: partials.token, seq: seq++, content, structuredContent };
            messages.push(notification('notifications/tools/partial_result', params, structuredContent));
          }
          if (part.rows !== undefined) countRows(part.rows, messages);
      }
    },
    finish(messages) {
      if (rows > 0) progress({ progress: rows }, messages);
      if (held !== undefined) send(held, messages);
    },
  };
}

/** Creates a function that returns true at most `most` times per second. */
function limitPerSecond(most: number, now: () => number): () => boolean {
  let begun = Number.NEGATIVE_INFINITY;
  let count = 0;
  return () => {
    const time = now();
    if (time - begun >= 1_000) {
      begun = time;
      count = 0;
    }
    return ++count <= most;
  };
}

/** @param marked the part of the parameters that may hold numbers that a double rounds */
function notification(method: string, params: object, marked?: unknown): string {
  return exactJson({ jsonrpc: '2.0', method, params }, marked);
}
