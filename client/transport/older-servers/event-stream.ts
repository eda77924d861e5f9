import type { JsonObject } from '../../../lambda/mcp/index.ts';
import { decodeMessages, type EventMark } from '../../decode/index.ts';
import { type HeaderMap, sleep } from '../../http/index.ts';
import type { Channel } from '../era.ts';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** A stream that ends earlier without a message counts as a failure. */
const STEADY_MS = 10_000;

/** The stream of events that a server of an older revision offers with `GET`. */
export class EventStream {
  readonly #channel: Channel;
  readonly #headers: () => Promise<HeaderMap>;
  readonly #signal: AbortSignal;
  readonly #onId: ((id: string) => void) | undefined;
  #lastId: string | undefined;
  #retryMs: number | undefined;

  constructor(options: {
    readonly channel: Channel;
    readonly headers: () => Promise<HeaderMap>;
    readonly signal: AbortSignal;
    readonly lastId?: string | undefined;
    /** Called with the ID of every event. */
    readonly onId?: ((id: string) => void) | undefined;
  }) {
    this.#channel = options.channel;
    this.#headers = options.headers;
    this.#signal = options.signal;
    this.#lastId = options.lastId;
    this.#onId = options.onId;
  }

  /** Whether the server has sent an ID from where the stream can be continued. */
  get canContinue(): boolean {
    return this.#lastId !== undefined;
  }

  /** Takes note of an event. */
  readonly mark = ({ id, retryMs }: EventMark): void => {
    if (id !== undefined && id !== '') {
      this.#lastId = id;
      this.#onId?.(id);
    }
    if (retryMs !== undefined && retryMs >= 0) this.#retryMs = Math.min(retryMs, LONGEST_WAIT_MS);
  };

  /**
   * Receives messages, and opens the stream again when it ends.
   *
   * @param take takes a message; `true` ends the stream
   * @param waits whether to wait before the stream is opened, as after one that was cut
   * @returns whether `take` ended it; otherwise the server does not offer the stream, or has failed too often
   */
  async receive(take: (message: JsonObject) => boolean, waits: boolean): Promise<boolean> {
    const { maxRetries } = this.#channel.endpoint;
    let failures = 0;
    const takeOne = (message: JsonObject): boolean => {
      failures = 0;
      return take(message);
    };
    for (let isFirst = !waits; failures <= maxRetries; isFirst = false) {
      if (!isFirst)
        await sleep(this.#retryMs ?? Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS), this.#signal);
      failures += 1;
      const startedMs = Date.now();
      try {
        const outcome = await this.#receiveOnce(takeOne);
        if (outcome !== 'ended') return outcome === 'taken';
        if (Date.now() - startedMs > STEADY_MS) failures = 0;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (failures > maxRetries) throw error;
      }
    }
    return false;
  }

  async #receiveOnce(take: (message: JsonObject) => boolean): Promise<'taken' | 'ended' | 'refused'> {
    const { url, fetch, maxMessageBytes } = this.#channel.endpoint;
    const continued: HeaderMap = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId };
    const headers = { ...(await this.#headers()), ...continued, accept: 'text/event-stream' };
    const response = await fetch(url, { method: 'GET', headers, redirect: 'manual', signal: this.#signal });
    const contentType = response.headers.get('content-type') ?? '';
    if (!response.ok || response.body === null || !contentType.startsWith('text/event-stream')) {
      response.body?.cancel().catch(() => undefined);
      return 'refused';
    }
    const messages = decodeMessages(contentType, response.body, { maxMessageBytes, onMark: this.mark });
    for await (const message of messages) if (take(message)) return 'taken';
    return 'ended';
  }
}
