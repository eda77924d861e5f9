import {
  DEFAULT_EVENT_INVOKE_CONFIG,
  type EventInvokeConfig,
  FunctionFailed,
  type Invocable,
  Throttled,
} from '../lambda/index.ts';

/** An asynchronous call. */
interface QueuedEvent {
  readonly target: Invocable;
  /** The ARN that was called, with its alias. */
  readonly arn: string;
  /** JSON text. */
  readonly event: string;
  /** Every attempt has it. */
  readonly requestId: string;
}

interface EventQueueOptions {
  /** By the ARN that is called. */
  readonly configs: ReadonlyMap<string, EventInvokeConfig>;
  readonly log: (line: string) => void;
  /** How long one of AWS's minutes takes here. Default: a second. */
  readonly minuteMs?: number;
}

/** "The retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes." */
const FIRST_THROTTLE_MS = 1000;
const LAST_THROTTLE_MINUTES = 5;

/** Longer than one local minute, and an agent that waits for its task would give the local stack up. */
const LOCAL_MINUTE_MS = 1000;

/** A call that is not over yet. */
interface Pending extends QueuedEvent {
  readonly config: EventInvokeConfig;
  readonly bornAt: number;
  failures: number;
  refusals: number;
}

/**
 * Calls functions for those who do not wait. A function that fails, or dies, runs again after one minute and then after two; one
 * that takes no more calls is asked again, sooner. AWS's minutes are seconds here. What waits when the local stack stops is gone.
 * Not played: destinations, dead-letter queues, and an event that comes twice without a failure.
 *
 * AWS: lambda/latest/dg/invocation-async-error-handling.html
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

  /** Takes an event; never fails. */
  accept(event: QueuedEvent): void {
    const config = this.#options.configs.get(event.arn) ?? DEFAULT_EVENT_INVOKE_CONFIG;
    void this.#attempt({ ...event, config, bornAt: Date.now(), failures: 0, refusals: 0 });
  }

  /** Forgets what waits. */
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
    const what = `${error.errorType}: ${error.message}`;
    if (pending.failures > pending.config.retries) return this.#drop(pending, `${what}; no attempt is left`);
    this.#options.log(`${pending.target.label}: event ${pending.requestId} runs again: ${what}`);
    this.#again(pending, pending.failures * this.#minuteMs);
  }

  #again(pending: Pending, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const isTooOld = Date.now() - pending.bornAt > pending.config.maxAgeMs;
      if (isTooOld) this.#drop(pending, 'it is older than its function wants it');
      else void this.#attempt(pending);
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }

  #drop({ target, requestId }: Pending, why: string): void {
    this.#options.log(`${target.label}: event ${requestId} is given up: ${why}`);
  }
}

/** Runs the function to its end; nobody reads what it answers. */
async function run({ target, arn, event, requestId }: Pending): Promise<FunctionFailed | Throttled | undefined> {
  try {
    const { body, ending } = await target.invoke(event, arn, requestId);
    body.on('error', () => undefined);
    body.resume();
    return await ending;
  } catch (error) {
    if (error instanceof FunctionFailed || error instanceof Throttled) return error;
    return new FunctionFailed('Runtime.StartError', String(error));
  }
}
