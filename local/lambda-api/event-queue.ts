import {
  DEFAULT_EVENT_INVOKE_CONFIG,
  type EventInvokeConfig,
  FunctionFailed,
  type Invocable,
  Throttled,
} from '../lambda/index.ts';
import { type GivenUp, invocationRecord } from './invocation-record.ts';

/** An asynchronous invocation. */
interface QueuedEvent {
  readonly target: Invocable;
  /** The invoked ARN, including the alias. */
  readonly arn: string;
  /** JSON text. */
  readonly event: string;
  /** The same for every attempt. */
  readonly requestId: string;
}

interface EventQueueOptions {
  /** By the invoked ARN. */
  readonly configs: ReadonlyMap<string, EventInvokeConfig>;
  readonly log: (line: string) => void;
  /**
   * Takes the records of the events that failed, for functions with a queue for them.
   *
   * @param queueArn ARN of the queue
   */
  readonly send: (queueArn: string, record: object) => void;
  /** Milliseconds that stand for one minute on AWS. @default 1000 */
  readonly minuteMs?: number;
}

/** "The retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes." */
const FIRST_THROTTLE_MS = 1000;
const LAST_THROTTLE_MINUTES = 5;

/** Short, so that users of the local stack see a retry without waiting for minutes. */
const LOCAL_MINUTE_MS = 1000;

/** An event with its attempts. */
interface Pending extends QueuedEvent {
  readonly config: EventInvokeConfig;
  readonly bornAt: number;
  failures: number;
  refusals: number;
  /** Error of the last attempt that ran. */
  failure?: FunctionFailed;
}

/**
 * The queue of asynchronous invocations. After a function error, it retries in one minute and then in two; after throttling,
 * sooner. One minute on AWS is one second in the local stack. Events that are waiting when the local stack stops are lost.
 * An event that Lambda gives up goes to the queue of the function's configuration, as a record. Not emulated: other destinations,
 * dead-letter queues, and duplicate delivery without a failure.
 *
 * AWS: lambda/latest/dg/invocation-async-error-handling.html, lambda/latest/dg/invocation-async-retain-records.html
 */
export class EventQueue {
  readonly #options: EventQueueOptions;
  readonly #minuteMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(options: EventQueueOptions) {
    this.#options = options;
    this.#minuteMs = options.minuteMs ?? LOCAL_MINUTE_MS;
  }

  /** Accepts an event; never throws. */
  accept(event: QueuedEvent): void {
    const config = this.#options.configs.get(event.arn) ?? DEFAULT_EVENT_INVOKE_CONFIG;
    void this.#attempt({ ...event, config, bornAt: Date.now(), failures: 0, refusals: 0 });
  }

  /** Discards the waiting events. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #attempt(pending: Pending): Promise<void> {
    const error = await run(pending);
    if (error === undefined || this.#stopped) return;
    if (error instanceof Throttled) {
      pending.refusals += 1;
      const delayMs = FIRST_THROTTLE_MS * 2 ** (pending.refusals - 1);
      return this.#again(pending, Math.min(delayMs, LAST_THROTTLE_MINUTES * this.#minuteMs));
    }
    pending.failures += 1;
    pending.failure = error;
    const what = `${error.errorType}: ${error.message}`;
    if (pending.failures > pending.config.retries)
      return this.#giveUp(pending, 'RetriesExhausted', `${what}; no retry is left`);
    this.#options.log(`${pending.target.label}: event ${pending.requestId} is retried: ${what}`);
    this.#again(pending, pending.failures * this.#minuteMs);
  }

  #again(pending: Pending, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const isTooOld = Date.now() - pending.bornAt > pending.config.maxAgeMs;
      if (isTooOld) this.#giveUp(pending, 'EventAgeExceeded', 'it exceeds the maximum event age');
      else void this.#attempt(pending);
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }

  #giveUp(pending: Pending, condition: GivenUp['condition'], why: string): void {
    const { target, requestId, arn, event, failures: invokeCount, failure, config } = pending;
    const { onFailure: queueArn } = config;
    const { log, send } = this.#options;
    if (queueArn === undefined) {
      log(`${target.label}: event ${requestId} is discarded: ${why}`);
      return;
    }
    const record = invocationRecord({ requestId, arn, event, condition, invokeCount, failure, now: Date.now() });
    const queue = queueArn.split(':').at(-1);
    log(`${target.label}: event ${requestId} failed: ${why}; its record goes to ${queue}: ${JSON.stringify(record)}`);
    send(queueArn, record);
  }
}

/** Runs the function to its end and discards its response. */
async function run({ target, arn, event, requestId }: Pending): Promise<FunctionFailed | Throttled | undefined> {
  try {
    const { body, ending } = await target.invoke(event, arn, { requestId });
    body.on('error', () => undefined);
    body.resume();
    return await ending;
  } catch (error) {
    if (error instanceof FunctionFailed || error instanceof Throttled) return error;
    return new FunctionFailed('Runtime.StartError', String(error));
  }
}
