import { type KeyObject, randomBytes } from 'node:crypto';
import { type KeySource, StateUnavailable } from '../../state/index.ts';
import type { Log } from '../../telemetry/index.ts';
import type { LogEvent, PutLogEvents } from './put-log-events.ts';
import {
  type AuditedCall,
  argumentsHmac,
  type CallDecision,
  type CallEnd,
  callFields,
  decisionFields,
} from './record.ts';

/** A call whose decision is recorded, and that runs. */
export interface OpenCall {
  /** Records how it ended, the first time that it is called. */
  ended(end: Omit<CallEnd, 'durationMs'>): void;
}

/** Records calls: the decision before a call runs, and its outcome after it. */
export interface CallAudit {
  /**
   * Records that a call may run. It must not run before this resolves.
   *
   * @throws StateUnavailable if the record cannot be stored: the caller receives 503
   */
  allowed(call: AuditedCall): Promise<OpenCall>;
  /** Records that a call does not run. @param cause what keeps it from running; one cause is recorded once */
  refused(call: AuditedCall, decision: CallDecision, cause: object): void;
  /** Marks what ends a call that was allowed, so that it is not recorded as refused, too. */
  concludes(cause: unknown): void;
  /** Stores what is not stored yet. Never rejects; what cannot be stored now is tried again with the next record. */
  flush(): Promise<void>;
}

/** Lines that wait for the next request to CloudWatch Logs while it is away; older ones are dropped, and the log says how many. */
const WAITING = 1_000;
/** Lines of one request: far below 10,000 lines and 1 MB, at 8 KB each. */
const BATCH = 100;

/**
 * Creates the audit of calls.
 *
 * @param options.put stores lines
 * @param options.keys the key of the digests
 * @param options.now the clock, epoch milliseconds
 */
export function createCallAudit({
  put,
  keys,
  now,
  log,
}: {
  readonly put: PutLogEvents;
  readonly keys: KeySource;
  readonly now: () => number;
  readonly log: Log;
}): CallAudit {
  let waiting: LogEvent[] = [];
  /** Lines of calls that run only once their line is stored. */
  const undecided = new Set<LogEvent>();
  let sending: Promise<void> = Promise.resolve();
  const known = new WeakSet<object>();

  function add(fields: object): LogEvent {
    // A batch is in the order of its times. A clock that steps back would break it.
    const timestamp = Math.max(now(), waiting.at(-1)?.timestamp ?? 0);
    const event = { timestamp, message: JSON.stringify({ at: new Date(timestamp).toISOString(), ...fields }) };
    waiting.push(event);
    if (waiting.length > WAITING) {
      log.error('lines of the audit of calls are lost', { lines: waiting.length - WAITING });
      waiting = waiting.slice(-WAITING);
    }
    return event;
  }

  async function readKey(): Promise<KeyObject> {
    try {
      return (await keys.keys()).current;
    } catch (error) {
      throw new StateUnavailable(`the key of the audit cannot be used: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Sends all lines that wait, after those that are on their way. */
  function send(): Promise<void> {
    sending = sending.catch(() => {}).then(sendWaiting);
    return sending;
  }

  /** Those of a request that fails wait again, unless they say that a call runs: it does not, so they must not say it later. */
  async function sendWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      try {
        await put(batch);
      } catch (error) {
        waiting = [...batch.filter((event) => !undecided.has(event)), ...waiting];
        throw error;
      }
      for (const event of batch) undecided.delete(event);
    }
  }

  /** Stores the line of a call that is to run. @throws StateUnavailable */
  async function store(event: LogEvent): Promise<void> {
    undecided.add(event);
    // Another call may have sent it, in a request that failed or one that did not; so the line itself tells.
    const failure: unknown = await send().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!undecided.delete(event)) return;
    waiting = waiting.filter((other) => other !== event);
    const reason = reasonOf(failure ?? 'a request with lines of several calls failed');
    throw new StateUnavailable(`the audit of calls cannot be written: ${reason}`, { cause: failure });
  }

  return {
    async allowed(call) {
      const id = newId();
      const { argumentsDigest } = call;
      const key = argumentsDigest === undefined ? undefined : await readKey();
      const hmac = key && argumentsDigest !== undefined && argumentsHmac(key, argumentsDigest);
      const fields = callFields(call, id);
      await store(add({ event: 'decision', ...fields, decision: 'allowed', ...(hmac && { arguments: hmac }) }));
      const begun = now();
      let isOpen = true;
      return {
        ended(end) {
          if (isOpen) add({ event: 'outcome', ...fields, ...end, durationMs: Math.max(0, now() - begun) });
          isOpen = false;
        },
      };
    },
    refused(call, decision, cause) {
      if (known.has(cause)) return;
      known.add(cause);
      add({ event: 'decision', ...callFields(call, newId()), ...decisionFields(decision) });
    },
    concludes(cause) {
      if (typeof cause === 'object' && cause !== null) known.add(cause);
    },
    flush: () =>
      send().catch((error) => {
        log.error('the audit of calls cannot be written', { reason: reasonOf(error), waiting: waiting.length });
      }),
  };
}

function newId(): string {
  return randomBytes(12).toString('base64url');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
