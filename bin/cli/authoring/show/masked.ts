import { isJsonObject, type Json } from '../../../../lambda/json.ts';
import { Mask } from '../../../../lambda/targets/secrets/index.ts';
import type { AuthoredTool } from '../documents.ts';
import type { Exchange } from '../run/index.ts';

/** What stands for a secret. */
const HIDDEN = '[secret]';
/** Headers that carry credentials, whatever else they contain: a token, a signature. */
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'set-cookie']);
/** Names of the members of a token endpoint's answer that are credentials. */
const TOKEN_MEMBER = /token|secret|assertion/i;

/** What may be shown of a call. */
export interface Masked {
  text(text: string): string;
  header(name: string, value: string): string;
  /** Whether a request was for a token: neither its body nor that of its response is shown. */
  isForToken(exchange: Exchange): boolean;
}

/** Makes the mask of a call: it knows the server's secrets, and the tokens that the call got for them. */
export function maskFor({ tool, secrets }: AuthoredTool, exchanges: readonly Exchange[]): Masked {
  const tokenUrls = tokenUrlsOf(tool.target.auth);
  const isForToken = ({ url }: Exchange) => tokenUrls.some((tokenUrl) => url.split('?')[0] === tokenUrl.split('?')[0]);
  const mask = new Mask();
  for (const secret of secrets.values()) for (const text of textsIn(secret)) mask.add(text);
  for (const exchange of exchanges.filter(isForToken)) {
    for (const token of tokensIn(exchange.response?.body().toString('utf8') ?? '')) mask.add(token);
  }
  return {
    text: (text) => mask.text(text),
    header(name, value) {
      if (!SECRET_HEADERS.has(name)) return mask.text(value);
      const [scheme, rest] = value.split(' ', 2);
      return name === 'authorization' && rest !== undefined ? `${scheme} ${HIDDEN}` : HIDDEN;
    },
    isForToken,
  };
}

/** A secret, and the texts in one that is a JSON object. */
function textsIn(secret: string): readonly string[] {
  const value = parsed(secret);
  if (!isJsonObject(value)) return [secret];
  return [secret, ...Object.values(value).filter((member) => typeof member === 'string')];
}

function tokensIn(text: string): readonly string[] {
  const value = parsed(text);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    TOKEN_MEMBER.test(name) && typeof member === 'string' ? [member] : [],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tokenUrlsOf(auth: Json | undefined): readonly string[] {
  const blocks = (Array.isArray(auth) ? auth : [auth]).filter(isJsonObject);
  return blocks
    .flatMap(({ tokenUrl, exchange }) => [tokenUrl, isJsonObject(exchange) ? exchange.url : undefined])
    .filter((url) => typeof url === 'string');
}
