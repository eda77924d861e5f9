import { MessageTooLarge } from '../errors/index.ts';

/** A UTF-16 code unit is at most three bytes of UTF-8. */
const BYTES_PER_UNIT = 3;

/**
 * Checks a whole message. Only a text near the limit is counted.
 *
 * @throws MessageTooLarge
 */
export function checkSize(text: string, maxMessageBytes: number): void {
  if (text.length * BYTES_PER_UNIT <= maxMessageBytes) return;
  if (text.length > maxMessageBytes || new TextEncoder().encode(text).length > maxMessageBytes) {
    throw new MessageTooLarge(maxMessageBytes);
  }
}
