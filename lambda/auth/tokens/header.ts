import type { JsonObject } from '../../json.ts';
import { TokenRefused } from './refused.ts';

/** What a token says about its signature. */
export interface SignatureHeader {
  readonly alg: string;
  /** Names the key; `undefined`: the issuer has only one. */
  readonly kid: string | undefined;
  /** Whether the token declares itself an access token. RFC 9068 section 2.1 */
  readonly declaredAccessToken: boolean;
}

/**
 * Header parameters by which a token would bring its own key, and extensions that must be understood. RFC 7515 sections 4.1.2 to
 * 4.1.6 and 4.1.11, RFC 7797. `x5t` is a mere name of a key, which common issuers send, and is ignored.
 */
const REFUSED_PARAMETERS = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64'] as const;
const MAX_KID_CHARS = 512;

/**
 * Checks a token's header.
 *
 * @param algorithms pinned for the issuer
 * @throws TokenRefused
 */
export function checkHeader(header: JsonObject, algorithms: ReadonlySet<string>): SignatureHeader {
  for (const name of REFUSED_PARAMETERS) {
    if (Object.hasOwn(header, name)) throw new TokenRefused(`The token has the header parameter ${name}`);
  }
  const { alg, kid } = header;
  if (typeof alg !== 'string' || !algorithms.has(alg)) {
    throw new TokenRefused('The token is signed with an algorithm that is not accepted for its issuer');
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KID_CHARS)) {
    throw new TokenRefused('The token names its key in a form that is not accepted');
  }
  return { alg, kid, declaredAccessToken: isAccessTokenType(header.typ) };
}

/**
 * Whether a token is explicitly typed as an access token. Access tokens commonly have the type `JWT` or none, as ID tokens do, which
 * is why `checkKind` looks at the claims of these; every other type is another kind of token.
 * RFC 9068 section 4, RFC 8725 section 3.11, RFC 7515 section 4.1.9
 */
function isAccessTokenType(typ: unknown): boolean {
  if (typ === undefined) return false;
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
  if (type === 'at+jwt') return true;
  if (type === 'jwt') return false;
  throw new TokenRefused('The token is not an access token');
}
