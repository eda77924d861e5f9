import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { headerNameProblem, isHeaderValue, isToken } from '../headers.ts';

/** Keys that a type requires and allows, besides `type` itself. */
interface Keys {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const JWT_KEYS = ['algorithm', 'issuer', 'subject', 'audience', 'keyId', 'claims', 'lifetimeSeconds'];
const HEADER_KEYS = ['name', 'prefix'];
const OAUTH_KEYS = ['key', 'grant', 'clientId', 'clientSecret', 'scope', 'clientAuth', 'parameters', ...HEADER_KEYS];
const KEYS: Readonly<Record<string, Keys>> = {
  bearer: { required: ['secret'], optional: ['key', ...HEADER_KEYS] },
  apiKey: { required: ['secret', 'name'], optional: ['key', 'in', 'prefix'] },
  basic: { required: ['secret'], optional: ['key', 'username', 'password'] },
  oauth2: { required: ['secret', 'tokenUrl', 'clientId'], optional: [...OAUTH_KEYS, 'audience'] },
  jwt: { required: ['secret'], optional: ['key', ...JWT_KEYS, 'exchange', ...HEADER_KEYS] },
  hmac: {
    required: ['secret', 'name'],
    optional: ['key', 'in', 'prefix', 'algorithm', 'encoding', 'secretEncoding', 'string', 'value', 'timestampHeader'],
  },
  mtls: { required: ['secret'], optional: ['key'] },
  sigv4: { required: ['service', 'region', 'role'], optional: [] },
};
/** A client of the grant is known by its assertion. */
const JWT_BEARER: Keys = {
  required: ['secret', 'tokenUrl'],
  optional: [...OAUTH_KEYS, ...JWT_KEYS],
};

/** A client that signs an assertion in place of sending its secret. */
const PRIVATE_KEY_JWT: Keys = {
  required: ['secret', 'tokenUrl', 'clientId'],
  optional: [...OAUTH_KEYS, ...JWT_KEYS],
};

/** Types that set the same header, or the same connection, of which a request has one. */
const EXCLUSIVE: Readonly<Record<string, string>> = {
  bearer: 'the header Authorization',
  basic: 'the header Authorization',
  oauth2: 'the header Authorization',
  jwt: 'the header Authorization',
  sigv4: 'the header Authorization',
  mtls: 'the certificate of the connection',
};

/** One block of `auth`, and its place. */
export interface PlacedAuth {
  readonly path: KeyPath;
  readonly auth: JsonObject;
}

/** The blocks of `auth`, which is one of them or a list. */
export function placedAuths({ auth }: JsonObject): readonly PlacedAuth[] {
  if (isJsonObject(auth)) return [{ path: ['auth'], auth }];
  if (!Array.isArray(auth)) return [];
  return auth.flatMap((each: Json, index) => (isJsonObject(each) ? [{ path: ['auth', index], auth: each }] : []));
}

/**
 * Checks rules that the schema of `auth` cannot express.
 *
 * @param target the whole block, because credentials require a URL that keeps them confidential
 */
export function checkAuth(target: JsonObject): Fault[] {
  const blocks = placedAuths(target).map(({ path, auth }) => [path, auth] as const);
  if (blocks.length === 0) return [];
  return [
    ...blocks.flatMap(([path, block]) => checkBlock(path, block, target)),
    ...(isPrivate(target.url) ? [] : [plainFault(['url'])]),
    ...checkTogether(blocks),
  ];
}

function checkBlock(path: KeyPath, auth: JsonObject, target: JsonObject): Fault[] {
  const faults = checkKeys(path, auth);
  if (auth.tokenUrl !== undefined) faults.push(...checkEndpoint([...path, 'tokenUrl'], auth.tokenUrl));
  if (isJsonObject(auth.exchange) && auth.exchange.url !== undefined)
    faults.push(...checkEndpoint([...path, 'exchange', 'url'], auth.exchange.url));
  if (typeof auth.username === 'string' && auth.username.includes(':')) {
    faults.push({ path: [...path, 'username'], message: 'has a colon, which Basic authentication does not allow' });
  }
  if (auth.type === 'mtls' && typeof target.url === 'string' && /^http:/i.test(target.url))
    faults.push({ path: ['url'], message: 'must be https: a certificate belongs to a TLS connection' });
  if (auth.clientAuth === 'private_key_jwt' && auth.grant !== undefined && auth.grant !== 'client_credentials')
    faults.push({ path: [...path, 'clientAuth'], message: 'private_key_jwt needs `grant: client_credentials`' });
  faults.push(...checkBasic(path, auth), ...checkPlace(path, auth, target));
  return [...faults, ...checkAlgorithm(path, auth), ...checkTexts(path, auth)];
}

/** Types whose place has a name. */
const NAMED: ReadonlySet<Json | undefined> = new Set(['apiKey', 'hmac', 'bearer', 'oauth2', 'jwt']);

/** The name of the place that a value is put into. */
function checkPlace(path: KeyPath, { type, in: place = 'header', name }: JsonObject, target: JsonObject): Fault[] {
  if (!NAMED.has(type) || typeof name !== 'string') return [];
  const at = [...path, 'name'];
  if (type === 'hmac' && place !== 'header' && place !== 'query')
    return [{ path: [...path, 'in'], message: 'must be header or query: a signature stands nowhere else' }];
  if (place === 'header') {
    const message = headerNameProblem(name);
    return message === undefined ? [] : [{ path: at, message }];
  }
  if (place === 'cookie') return isToken(name) ? [] : [{ path: at, message: 'is not a cookie name' }];
  if (place === 'body') {
    if (target.body !== undefined || target.form !== undefined) return [];
    return [{ path: [...path, 'in'], message: 'needs a `body` that is an object, or a `form`' }];
  }
  const isThere = place !== 'path' || String(target.url).includes(`{${name}}`);
  return isThere ? [] : [{ path: at, message: `needs a placeholder {${name}} in the path of \`url\`` }];
}

const HASHES: readonly (Json | undefined)[] = ['sha1', 'sha256', 'sha512'];

function checkAlgorithm(path: KeyPath, { type, algorithm }: JsonObject): Fault[] {
  if (algorithm === undefined || (type === 'hmac') === HASHES.includes(algorithm)) return [];
  const message = type === 'hmac' ? 'must be sha1, sha256 or sha512' : 'must be an algorithm of JWTs, such as RS256';
  return [{ path: [...path, 'algorithm'], message }];
}

function checkTexts(path: KeyPath, { prefix, value, timestampHeader }: JsonObject): Fault[] {
  const faults: Fault[] = [];
  if (prefix !== undefined && value !== undefined)
    faults.push({ path: [...path, 'prefix'], message: 'is not used: `value` is all that is sent' });
  if (prefix !== undefined && !isHeaderValue(String(prefix)))
    faults.push({ path: [...path, 'prefix'], message: 'contains a line break or another forbidden character' });
  const message = timestampHeader === undefined ? undefined : headerNameProblem(String(timestampHeader));
  if (message !== undefined) faults.push({ path: [...path, 'timestampHeader'], message });
  return faults;
}

/** Two credentials in one place would replace each other. */
function checkTogether(blocks: readonly (readonly [KeyPath, JsonObject])[]): Fault[] {
  const seen = new Set<string>();
  return blocks.flatMap(([path, { type, in: place = 'header', name }]): Fault[] => {
    const what = placeOf(type, place, name);
    if (what === undefined) return [];
    if (seen.has(what)) return [{ path, message: `sets ${what}, which another entry of \`auth\` sets already` }];
    seen.add(what);
    return [];
  });
}

/** Names of headers do not depend on their case. */
function placeOf(type: Json | undefined, place: Json, name: Json | undefined): string | undefined {
  if (!NAMED.has(type) || name === undefined) return EXCLUSIVE[String(type)];
  if (place !== 'header') return `the ${String(place)} ${String(name)}`;
  const header = String(name).toLowerCase();
  return header === 'authorization' ? EXCLUSIVE.bearer : `the header ${header}`;
}

function checkKeys(path: KeyPath, auth: JsonObject): Fault[] {
  const type = String(auth.type);
  const { required = [], optional = [] } = keysOf(type, auth) ?? {};
  const missing = required.filter((key) => auth[key] === undefined);
  const foreign = Object.keys(auth).filter((key) => key !== 'type' && ![...required, ...optional].includes(key));
  return [
    ...missing.map((key) => ({ path: [...path, key], message: `is missing: ${type} needs ${required.join(', ')}` })),
    ...foreign.map((key) => ({
      path: [...path, key],
      message: `is not a key of ${type}; its keys are ${[...required, ...optional].join(', ')}`,
    })),
  ];
}

function keysOf(type: string, { grant = 'client_credentials', clientAuth }: JsonObject): Keys | undefined {
  if (type !== 'oauth2') return KEYS[type];
  if (grant === 'jwt_bearer') return JWT_BEARER;
  return grant === 'client_credentials' && clientAuth === 'private_key_jwt' ? PRIVATE_KEY_JWT : KEYS.oauth2;
}

/** One half of the credentials is in the document, the other one is the secret. */
function checkBasic(path: KeyPath, { type, username, password }: JsonObject): Fault[] {
  if (type !== 'basic') return [];
  if (username === undefined && password === undefined) {
    const message = 'is missing: basic needs secret and username; where the secret is the user name, write `password`';
    return [{ path: [...path, 'username'], message }];
  }
  if (username === undefined || password === undefined) return [];
  const message = 'stands beside `username`: remove it, for the password is the secret; remove `username` if that is';
  return [{ path: [...path, 'password'], message }];
}

function checkEndpoint(path: KeyPath, url: Json): Fault[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [{ path, message: 'is not an absolute URL' }];
  if (/[{}]|%7[bd]/i.test(url))
    return [{ path, message: 'has a placeholder that is not a variable of the Server document' }];
  const { protocol, username, password, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    return [{ path, message: 'has a scheme other than http or https' }];
  if (username !== '' || password !== '') return [{ path, message: 'contains a user name or password; use `auth`' }];
  if (hash !== '') return [{ path, message: 'contains a fragment, which is never sent' }];
  return isPrivate(url) ? [] : [plainFault(path)];
}

/** Whether no one can read the request in transit: https, or this machine. Names below `localhost` may be resolved elsewhere. An invalid URL is a fault of its own. */
function isPrivate(url: Json | undefined): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol !== 'http:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

const plainFault = (path: Fault['path']): Fault => ({
  path,
  message: 'sends a credential over plain http; use https',
});
