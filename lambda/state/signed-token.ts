import { createHmac, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Json } from '../json.ts';
import type { KeySource, SigningKeys } from './signing-key.ts';
import { InvalidToken, type TokenSigner, TokenTooLarge } from './types.ts';

/** The content of a token. */
interface Content {
  /** Epoch milliseconds at which the token expires. */
  readonly exp: number;
  readonly payload: Json;
}

/** The use that a token is bound to; signed, but not part of the token. */
interface Purpose {
  readonly kind: string;
  readonly bound: readonly string[];
}

const VERSION = 'v1';
/** Maximum characters of a token. Callers send it with every attempt; larger state belongs in the state table. */
const MAX_CHARS = 65_536;
/** A signature of 32 bytes is 43 characters, and the last one has two spare bits: so signatures are compared as text. */
const FORM = /^v1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;
const KEY_BYTES = 32;

/**
 * Creates a signer of tokens `v1.<payload>.<signature>`: both parts are base64url, and the signature is HMAC-SHA256.
 *
 * @param source the signing keys
 * @param now the clock, epoch milliseconds
 */
export function createTokenSigner(source: KeySource, now: () => number): TokenSigner {
  return {
    async sign(kind, bound, payload, ttlMs) {
      const content: Content = { exp: now() + ttlMs, payload };
      const text = Buffer.from(JSON.stringify(content)).toString('base64url');
      const { current } = await source.keys();
      const token = `${VERSION}.${text}.${signatureOf(current, { kind, bound }, text)}`;
      if (token.length > MAX_CHARS) throw new TokenTooLarge(token.length, MAX_CHARS);
      return token;
    },
    async verify(kind, bound, token) {
      const [, text, signature] = (token.length <= MAX_CHARS && FORM.exec(token)) || [];
      if (text === undefined || signature === undefined) throw new InvalidToken('not a token of this deployment');
      if (!(await isSigned(source, { kind, bound }, text, signature))) {
        throw new InvalidToken('not signed by this deployment for this use, or modified');
      }
      const { exp, payload } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Content;
      if (now() >= exp) throw new InvalidToken('expired');
      return payload;
    },
  };
}

/** A signature that does not match may come from a key that is newer than the keys in memory. */
async function isSigned(source: KeySource, purpose: Purpose, text: string, signature: string): Promise<boolean> {
  const keys = await source.keys();
  if (matches(keys, purpose, text, signature)) return true;
  const newer = await source.newerThan(keys);
  return newer !== undefined && matches(newer, purpose, text, signature);
}

function matches({ current, previous }: SigningKeys, purpose: Purpose, text: string, signature: string): boolean {
  const given = Buffer.from(signature, 'latin1');
  return [current, ...(previous ? [previous] : [])].some((key) =>
    timingSafeEqual(Buffer.from(signatureOf(key, purpose, text), 'latin1'), given),
  );
}

/**
 * Each kind has its own key, and the length of each part precedes it, so two purposes never sign the same bytes. UTF-16, because
 * UTF-8 encodes every lone surrogate the same.
 */
function signatureOf(key: KeyObject, { kind, bound }: Purpose, text: string): string {
  const derived = hkdfSync('sha256', key, '', `spillway ${VERSION} ${kind}`, KEY_BYTES);
  const hmac = createHmac('sha256', Buffer.from(derived));
  for (const part of [VERSION, kind, ...bound, text]) hmac.update(`${part.length}:`).update(part, 'utf16le');
  return hmac.digest('base64url');
}
