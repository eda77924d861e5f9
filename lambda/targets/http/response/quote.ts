import type { Mask } from '../../secrets/index.ts';

/** Bytes of a body that are masked for a quote. */
const READ_BYTES = 16_384;
const BEGINNING_BYTES = 200;
/** Bytes of a response that the message of a failure quotes. */
export const QUOTED_BYTES = 2_048;

/** Control, format and private characters, and line separators: they could change how the rest of a message looks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu;
/** The same, but for line ends and tabs. */
const UNPRINTABLE_IN_LINES = /(?:(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}])+/gu;

/** Returns the beginning of a text on one line: masked, printable and cut, in this order. */
export function quoteBeginning(body: Buffer | string, mask: Mask, bytes = BEGINNING_BYTES): string {
  const text = typeof body === 'string' ? body.slice(0, READ_BYTES) : body.toString('utf8', 0, READ_BYTES);
  const masked = text.length < body.length ? mask.beginning(text) : mask.text(text);
  if (masked.slice(0, bytes).includes('\uFFFD')) return ''; // it is not text
  return quote(masked.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim(), bytes);
}

/** Replaces what could change how a message looks; lines remain. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNPRINTABLE_IN_LINES, ' ');
}

/** Cuts a masked text to a number of bytes. */
export function quote(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  if (buffer.length <= bytes) return text;
  // a character cut in half decodes to U+FFFD
  return `${buffer.toString('utf8', 0, bytes).replace(/\uFFFD+$/, '')}…`;
}
