import { MAY_BE_DONE, McpClientError } from './client-error.ts';

/** The stream ended before the response. */
export class StreamCut extends McpClientError {
  override readonly name = 'StreamCut';
  readonly actor = 'later';
  /** Number of messages that had arrived. */
  declare readonly received: number;
  /** Whether a repetition does no harm. If `false`, check whether the request was carried out before you repeat it. */
  declare readonly maySafelyRepeat: boolean;

  /** @param details.cause what the connection failed with; `undefined` if the stream ended in order */
  constructor(details: { readonly received: number; readonly maySafelyRepeat: boolean; readonly cause?: unknown }) {
    const { received, maySafelyRepeat, cause } = details;
    const arrived = `${received || 'no'} message${received === 1 ? '' : 's'}`;
    const advice = maySafelyRepeat ? 'You may repeat the request: that does no harm' : MAY_BE_DONE;
    super(`The stream ended before the response; ${arrived} had arrived. ${advice}`, { cause });
    this.received = received;
    this.maySafelyRepeat = maySafelyRepeat;
  }
}

/** A message exceeds `maxMessageBytes`. */
export class MessageTooLarge extends McpClientError {
  override readonly name = 'MessageTooLarge';
  readonly actor = 'caller';
  /** The limit, in bytes. */
  declare readonly limit: number;

  constructor(limit: number) {
    super(`The server sent a message of more than ${limit} bytes. Request less, or raise maxMessageBytes`);
    this.limit = limit;
  }
}
