import fc from 'fast-check';

/** What a caller may make of a token that was issued to it: changed in one place, cut, doubled, respelled. */
export function mutationsOf(token: string): fc.Arbitrary<string> {
  const at = fc.nat(token.length - 1);
  const character = fc.oneof(
    fc.constantFrom(...'Aa0-_.=+/ '),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  return fc
    .oneof(
      fc.tuple(at, character).map(([i, c]) => token.slice(0, i) + c + token.slice(i + 1)),
      fc.tuple(at, character).map(([i, c]) => token.slice(0, i) + c + token.slice(i)),
      at.map((i) => token.slice(0, i) + token.slice(i + 1)),
      at.map((i) => token.slice(0, i)),
      at.map((i) => token.slice(i)),
      fc.constantFrom(
        token + token,
        token.toUpperCase(),
        token.toLowerCase(),
        `${token}=`,
        encodeURIComponent(`${token}=`),
      ),
    )
    .filter((text) => text !== token);
}

const BASE64URL = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
const url64 = (length: number) =>
  fc.string({ unit: fc.constantFrom(...BASE64URL), minLength: length, maxLength: length });

/** Texts that nobody issued: of any kind, of the right form, and very long. */
export const inventions: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.tuple(fc.nat(), fc.nat(), url64(22)).map(([version, page, signature]) => `${version}.${page}.${signature}`),
  fc
    .tuple(fc.json(), url64(43))
    .map(([json, signature]) => `v1.${Buffer.from(json).toString('base64url')}.${signature}`),
  url64(24).map((text) => `q-${text}`),
  url64(32),
  fc.constantFrom('', '0', '-1', 'null', '__proto__', 'v1..', 'A'.repeat(200_000), '.'.repeat(100_000)),
);
