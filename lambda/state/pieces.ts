import type { StateTable } from './types.ts';

/** Maximum characters of a piece, each at most three bytes, so that a piece fits an item. */
const PIECE_CHARACTERS = 120_000;

/** The name of a text in the state table. */
export interface PiecesName {
  readonly pk: string;
  readonly name: string;
}

/**
 * Writes a text of any size as items `{name}#0000`, `{name}#0001`, and so on.
 *
 * @param place the text's name, and when its items expire, epoch seconds
 * @returns the number of pieces
 */
export async function writePieces(
  table: Pick<StateTable, 'put'>,
  { pk, name, expires }: PiecesName & { readonly expires: number },
  text: string,
): Promise<number> {
  const pieces = split(text);
  // In sequence: they share a connection, and the timeout of a request includes the wait for it.
  for (const [index, piece] of pieces.entries()) {
    await table.put({ pk, sk: `${name}#${String(index).padStart(4, '0')}`, expires, text: piece });
  }
  return pieces.length;
}

/**
 * Reads a text that was written in pieces.
 *
 * @param expected number of its pieces; default: any but none
 * @throws Error if pieces are missing
 */
export async function readPieces(
  table: Pick<StateTable, 'query'>,
  { pk, name }: PiecesName,
  expected?: number,
): Promise<string> {
  const found = await table.query({ pk, from: `${name}#`, to: `${name}#~` });
  if (found.length === 0 || (expected !== undefined && found.length !== expected)) {
    throw new Error(`${pk} has ${found.length} pieces of ${name}, not ${expected ?? 'any'}`);
  }
  return found.map(({ text }) => text).join('');
}

/** Splits a text without splitting a character. */
function split(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + PIECE_CHARACTERS;
    if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;
