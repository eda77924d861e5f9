import { LOG_LEVELS, type LogPart, type PartialPart, type ProgressPart } from '../targets/parts.ts';
import type { Wishes } from './wishes.ts';

/** Milliseconds between two reports of rows; the first goes at once. */
const PROGRESS_INTERVAL_MS = 100;
/** Log messages of one call in a second, at most; what a target says beyond them is left out. spec: server/utilities/logging */
const MESSAGES_PER_SECOND = 100;

/** Writes the notifications of one call: only what was wished for, numbered and paced. */
export interface Notifier {
  /** Appends to `messages` what a part tells this caller; maybe nothing. */
  tell(part: ProgressPart | PartialPart | LogPart, messages: string[]): void;
}

/**
 * Makes the notifier of one call.
 *
 * @param now epoch milliseconds
 */
export function createNotifier({ progressToken, partials, logLevel }: Wishes, now: () => number): Notifier {
  const leastLevel = logLevel === undefined ? Number.POSITIVE_INFINITY : LOG_LEVELS.indexOf(logLevel);
  let seq = 0;
  let rows = 0;
  let reported = Number.NEGATIVE_INFINITY;
  let reportedAt = Number.NEGATIVE_INFINITY;

  const mayLog = limitPerSecond(MESSAGES_PER_SECOND, now);

  // spec: basic/patterns/progress: the value must increase with each notification.
  function progress(part: Omit<ProgressPart, 'type'>, messages: string[]): void {
    if (progressToken === undefined || part.progress <= reported) return;
    reported = part.progress;
    messages.push(notification('notifications/progress', { progressToken, ...part }));
  }

  function countRows(added: number, messages: string[]): void {
    rows += added;
    if (progressToken === undefined) return;
    const time = now();
    if (time - reportedAt < PROGRESS_INTERVAL_MS) return;
    reportedAt = time;
    progress({ progress: rows }, messages);
  }

  return {
    tell(part, messages) {
      switch (part.type) {
        case 'progress': {
          const { type: _type, ...said } = part;
          return progress(said, messages);
        }
        case 'log':
          if (LOG_LEVELS.indexOf(part.level) < leastLevel || !mayLog()) return;
          messages.push(
            notification('notifications/message', { level: part.level, logger: part.logger, data: part.data }),
          );
          return;
        case 'partial':
          if (partials !== undefined) {
            const { content, structuredContent } = part;
            const params = { partialResultToken: partials.token, seq: seq++, content, structuredContent };
            messages.push(notification('notifications/tools/partial_result', params));
          }
          if (part.rows !== undefined) countRows(part.rows, messages);
      }
    },
  };
}

/** Makes a function that says yes so many times within a second. */
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

function notification(method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params });
}
