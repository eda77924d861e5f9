import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';

/** Codings that one response may have on top of each other. */
const MAX_CODINGS = 2;
/** RFC 9659: a decoder of the coding zstd needs no larger window than 8 MB. */
const ZSTD_WINDOW_LOG = 23;

/** What a request that accepts compressed responses sends. Older Node.js has no zstd. */
export const ACCEPTED_CODINGS = process.versions.zstd === undefined ? 'gzip, br' : 'gzip, br, zstd';

/** Loaded for the first compressed response: most upstreams send none. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** Decoders by the name of their coding. They pass on each flushed part at once, and refuse bodies that end early. */
const DECODERS: Readonly<Record<string, (head: Buffer) => Transform>> = {
  gzip: () => zlib().createGunzip(),
  'x-gzip': () => zlib().createGunzip(),
  br: () => zlib().createBrotliDecompress(),
  // RFC 9110 section 8.4.1.2: zlib data, but some servers send it without its header
  deflate: (head) => (isZlib(head) ? zlib().createInflate() : zlib().createInflateRaw()),
  zstd: () => {
    const { constants, createZstdDecompress } = zlib();
    return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } });
  },
};

const ZLIB_HEAD = Buffer.from([0x78, 0x9c]);

/** RFC 1950 section 2.2: method 8, and a check that makes the two bytes a multiple of 31. */
function isZlib(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** Names of no coding: charsets and the like, as objects of stores are labelled by mistake, and what S3 uploads leave behind. */
const NO_CODING = new Set(['', 'identity', 'none', 'aws-chunked', 'utf-8', 'utf8', 'binary', '7bit', '8bit']);

/** Returns the codings of a response, the last one first; empty for a plain response. */
export function codingsOf({ 'content-encoding': encoding }: IncomingHttpHeaders): readonly string[] {
  if (encoding === undefined) return [];
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim());
  return codings.filter((coding) => !NO_CODING.has(coding)).reverse();
}

/** Returns whether all codings of a response can be decoded. */
export function isDecodable(codings: readonly string[]): boolean {
  const knows = (coding: string) =>
    Object.hasOwn(DECODERS, coding) && (coding !== 'zstd' || process.versions.zstd !== undefined);
  return codings.length <= MAX_CODINGS && codings.every(knows);
}

/**
 * Decodes a body as it arrives, no faster than it is read. Destroying the decoded body closes the socket too.
 *
 * @param codings as {@link codingsOf} returns them, all of them decodable
 * @param use is given the decoded body once the first bytes are there, or an empty one
 */
export function decode(body: IncomingMessage, codings: readonly string[], use: (decoded: Readable) => void): void {
  body.once('readable', () => {
    const head: Buffer | null = body.read();
    if (head === null) return use(Readable.from([])); // it has ended
    body.unshift(head);
    const decoders = codings.flatMap((coding, index) => DECODERS[coding]?.(index === 0 ? head : ZLIB_HEAD) ?? []);
    const last = decoders.at(-1);
    if (last === undefined) return use(body);
    for (const decoder of decoders) decoder.on('error', () => {}); // the reader of the last one sees it
    pipeline([body, ...decoders], () => {});
    use(last);
  });
}
