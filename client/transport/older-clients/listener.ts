import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { linkedController } from '../runtime.ts';

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const MAX_FAILURES = 5;
/** A stream that ends earlier counts as a failure. */
const STEADY_MS = 10_000;

export interface ListenerOptions {
  /** The flags of the lists whose changes the server reports. */
  readonly offered: JsonObject;
  /** Sends `subscriptions/listen`; settles when the stream has ended. */
  readonly listen: (
    params: JsonObject,
    signal: AbortSignal,
    onMessage: (message: JsonObject) => void,
  ) => Promise<JsonObject>;
  readonly deliver: (message: JsonObject) => void;
  readonly report: (error: unknown) => void;
}

interface Stream {
  readonly startedMs: number;
  readonly controller: AbortController;
  /** Settles when the server has acknowledged the subscription, or the stream has failed. */
  readonly acknowledged: Promise<void>;
}

/** Listens for changed lists and resources on behalf of a client that expects these notifications without a request. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #uris = new Set<string>();
  readonly #closing = new AbortController();
  #stream: Stream | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** Listens for changed lists, if the server offers that. */
  start(): void {
    if (Object.keys(this.#options.offered).length > 0) this.#restart();
  }

  /** @throws what the server refuses the subscription with */
  async subscribe(uri: string, signal: AbortSignal): Promise<void> {
    this.#uris.add(uri);
    const { acknowledged } = this.#restart();
    const [{ signal: aborted }, unlink] = linkedController([signal, this.#closing.signal]);
    try {
      await Promise.race([
        acknowledged,
        new Promise((_, reject) => aborted.addEventListener('abort', () => reject(aborted.reason), { once: true })),
      ]);
    } catch (error) {
      this.#uris.delete(uri);
      throw error;
    } finally {
      unlink();
    }
  }

  unsubscribe(uri: string): void {
    if (!this.#uris.delete(uri)) return;
    if (this.#isIdle()) this.#stop();
    else this.#restart();
  }

  close(): void {
    this.#closing.abort();
    this.#stop();
  }

  #isIdle(): boolean {
    return this.#uris.size === 0 && Object.keys(this.#options.offered).length === 0;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#stream?.controller.abort();
    this.#stream = undefined;
  }

  /** Opens a stream. The one before is closed when the new one is open, so that no change is missed. */
  #restart(): Stream {
    clearTimeout(this.#timer);
    const before = this.#stream;
    const controller = new AbortController();
    let acknowledge: () => void = () => undefined;
    let fail: (error: unknown) => void = () => undefined;
    const acknowledged = new Promise<void>((resolve, reject) => {
      acknowledge = resolve;
      fail = reject;
    });
    acknowledged.catch(() => undefined);
    const stream = { controller, acknowledged, startedMs: Date.now() };
    this.#stream = stream;
    const onMessage = (message: JsonObject): void => {
      if (message.method !== ACKNOWLEDGED) {
        this.#options.deliver(message);
        return;
      }
      before?.controller.abort();
      acknowledge();
    };
    const notifications = {
      ...this.#options.offered,
      ...(this.#uris.size > 0 && { resourceSubscriptions: [...this.#uris] }),
    };
    void this.#options
      .listen({ notifications }, controller.signal, onMessage)
      .then(({ error }) => {
        if (isJsonObject(error)) throw new Error(String(error.message));
        acknowledge();
        this.#ended(stream, undefined);
      })
      .catch((error: unknown) => {
        before?.controller.abort();
        fail(error);
        this.#ended(stream, error);
      });
    return stream;
  }

  /** Servers end a stream after a while: the client listens again. */
  #ended(stream: Stream, error: unknown): void {
    if (stream !== this.#stream || this.#closing.signal.aborted) return;
    this.#stream = undefined;
    if (this.#isIdle()) return;
    this.#failures = Date.now() - stream.startedMs > STEADY_MS ? 1 : this.#failures + 1;
    if (this.#failures > MAX_FAILURES) {
      this.#options.report(error ?? new Error('The server ends subscriptions/listen at once; no changes are reported'));
      return;
    }
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => this.#restart(), waitMs);
  }
}
