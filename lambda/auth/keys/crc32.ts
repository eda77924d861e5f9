/** The polynomial 0x04c11db7 with its bits reversed. ISO-HDLC, as in gzip: RFC 1952, section 8 */
const POLYNOMIAL = 0xedb88320;

/**
 * Computes the CRC-32 of a text of ASCII characters. Node's own is in `node:zlib`, which takes a cold start 1.5 ms to load; a key has
 * 66 characters.
 */
export function crc32(text: string): number {
  let rest = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) {
    rest ^= text.charCodeAt(index);
    for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ POLYNOMIAL;
  }
  return ~rest >>> 0;
}
