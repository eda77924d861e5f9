import { isUtf8 } from 'node:buffer';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { nestsDeeper } from '../../text/index.ts';
import { TokenRefused } from './refused.ts';

/** A token whose signature nobody has checked yet. */
export interface UnverifiedToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** Characters of a token. A load balancer accepts 16 KB in one header line, and the gateway of the streaming path less. */
const MAX_TOKEN_CHARS = 16_384;
/** Nesting of header and claims. */
const MAX_DEPTH = 12;
/** RFC 7515 section 7.1: three parts in base64url, none of them empty; an encrypted token has five. */
const COMPACT = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** @throws TokenRefused for a token that is too long to be looked at */
export function assertSize(token: string): void {
  if (token.length > MAX_TOKEN_CHARS) throw new TokenRefused(`The token is longer than ${MAX_TOKEN_CHARS} characters`);
}

/**
 * Reads a JWT in compact form. Its nesting is bounded before it is parsed.
 *
 * @throws TokenRefused for anything else
 */
export function decodeToken(token: string): UnverifiedToken {
  const [, header = '', claims = ''] = COMPACT.exec(token) ?? [];
  return { header: parsePart(header), claims: parsePart(claims) };
}

const NOT_A_JWT = 'The token is not a signed JSON Web Token';

function parsePart(part: string): JsonObject {
  const bytes = Buffer.from(part, 'base64url');
  // Other bytes would become replacement characters, so that different names could become the same one.
  const text = isUtf8(bytes) ? bytes.toString() : '';
  if (nestsDeeper(text, MAX_DEPTH)) throw new TokenRefused(`The token nests deeper than ${MAX_DEPTH} levels`);
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // refused below
  }
  throw new TokenRefused(NOT_A_JWT);
}
