import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { isJsonObject, type JsonObject, tryParseJson } from '../../../../json.ts';
import { ToolError } from '../../../../tool-error.ts';

/** A token that the tool signs. RFC 7519 */
export interface JwtSpec {
  /** The name of the secret that is its key, for errors. */
  readonly key: string;
  /** A name of RFC 7518 section 3.1, or `EdDSA`. */
  readonly algorithm: string;
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  readonly keyId: string | undefined;
  /** Further claims, such as `scope`. */
  readonly claims: JsonObject;
  readonly lifetimeSeconds: number;
}

/** Seconds that a token is dated back, for clocks that differ. */
const BACKDATED = 30;
/** Seconds between the two dates of a token, which Google limits. */
const LONGEST = 3_600;

/** The parts of a Google service account that a token needs; a secret that is a key alone has only the key. */
interface SigningKey {
  readonly text: string;
  readonly keyId: string | undefined;
  readonly email: string | undefined;
}

/**
 * Signs a JSON Web Token.
 *
 * @param secret a private key in PEM (PKCS #1, PKCS #8 or SEC 1), a Google service account in JSON, or for HS256 a text
 * @param now epoch milliseconds
 * @throws ToolError for a secret that is not a key of the algorithm; it never contains the secret
 */
export async function signJwt(spec: JwtSpec, secret: string, now: number): Promise<string> {
  const { text, keyId, email } = keyIn(secret);
  const expiresAt = Math.floor(now / 1_000) + spec.lifetimeSeconds;
  const issuedAt = expiresAt - Math.min(LONGEST, spec.lifetimeSeconds + BACKDATED);
  const named = { iss: spec.issuer ?? email, sub: spec.subject, aud: spec.audience };
  const claims = { ...named, iat: issuedAt, exp: expiresAt, ...spec.claims };
  const kid = spec.keyId ?? keyId;
  const header = { alg: spec.algorithm, typ: 'JWT', ...(kid === undefined ? {} : { kid }) };
  // Only these tools sign, so a cold start does not load it.
  const { SignJWT } = await import('jose');
  try {
    return await new SignJWT(claims).setProtectedHeader(header).sign(keyObject(text, spec.algorithm));
  } catch {
    throw new ToolError(
      `The secret "${spec.key}" is not a key for ${spec.algorithm}. Retrying will not help until an operator corrects it.`,
    );
  }
}

function keyIn(secret: string): SigningKey {
  const account = secret.startsWith('{') ? tryParseJson(secret) : undefined;
  if (!isJsonObject(account) || typeof account.private_key !== 'string')
    return { text: secret, keyId: undefined, email: undefined };
  return { text: account.private_key, keyId: textOf(account.private_key_id), email: textOf(account.client_email) };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Stores often keep the line breaks of a key as `\n`. */
function keyObject(text: string, algorithm: string): KeyObject {
  return algorithm.startsWith('HS')
    ? createSecretKey(Buffer.from(text))
    : createPrivateKey(text.replaceAll('\\n', '\n'));
}
