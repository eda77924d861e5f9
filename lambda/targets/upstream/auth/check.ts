import type { Fault } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { headerNameProblem } from '../headers.ts';

/** Keys that each type requires and allows, besides `type` itself. */
const KEYS: Readonly<Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>> = {
  bearer: { required: ['secret'], optional: ['key'] },
  apiKey: { required: ['secret', 'name'], optional: ['key', 'in'] },
  basic: { required: ['secret', 'username'], optional: ['key'] },
  oauth2: { required: ['secret', 'tokenUrl', 'clientId'], optional: ['key', 'scope', 'audience', 'clientAuth'] },
  sigv4: { required: ['service', 'region', 'role'], optional: [] },
};

/**
 * Checks rules that the schema of `auth` cannot express.
 *
 * @param target the whole block, because credentials require a URL that keeps them confidential
 */
export function checkAuth(target: JsonObject): Fault[] {
  const { auth } = target;
  if (!isJsonObject(auth)) return [];
  const faults = checkKeys(auth);
  if (!isPrivate(target.url)) faults.push(plainFault(['url']));
  if (auth.tokenUrl !== undefined) faults.push(...checkTokenUrl(auth.tokenUrl));
  if (typeof auth.username === 'string' && auth.username.includes(':')) {
    faults.push({ path: ['auth', 'username'], message: 'has a colon, which Basic authentication does not allow' });
  }
  if (auth.type === 'apiKey' && auth.in !== 'query') {
    const message = headerNameProblem(String(auth.name));
    if (message !== undefined) faults.push({ path: ['auth', 'name'], message });
  }
  return faults;
}

function checkKeys(auth: JsonObject): Fault[] {
  const type = String(auth.type);
  const { required = [], optional = [] } = KEYS[type] ?? {};
  const missing = required.filter((key) => auth[key] === undefined);
  const foreign = Object.keys(auth).filter((key) => key !== 'type' && ![...required, ...optional].includes(key));
  return [
    ...missing.map((key) => ({ path: ['auth', key], message: `is missing: ${type} needs ${required.join(', ')}` })),
    ...foreign.map((key) => ({
      path: ['auth', key],
      message: `is not a key of ${type}; its keys are ${[...required, ...optional].join(', ')}`,
    })),
  ];
}

function checkTokenUrl(url: Json): Fault[] {
  const path = ['auth', 'tokenUrl'];
  if (typeof url !== 'string' || !URL.canParse(url)) return [{ path, message: 'is not an absolute URL' }];
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
