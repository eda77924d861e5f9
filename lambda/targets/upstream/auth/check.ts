import type { Fault } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { headerNameProblem } from '../headers.ts';

/** Keys of each type, besides `type` itself. */
const KEYS: Readonly<Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>> = {
  bearer: { required: ['secret'], optional: ['key'] },
  apiKey: { required: ['secret', 'name'], optional: ['key', 'in'] },
  basic: { required: ['secret', 'username'], optional: ['key'] },
  oauth2: { required: ['secret', 'tokenUrl', 'clientId'], optional: ['key', 'scope', 'audience', 'clientAuth'] },
  sigv4: { required: ['service', 'region', 'role'], optional: [] },
};

/**
 * Finds what the schema of `auth` cannot say.
 *
 * @param target the whole block: credentials need a URL that nobody listens to
 */
export function checkAuth(target: JsonObject): Fault[] {
  const { auth } = target;
  if (!isJsonObject(auth)) return [];
  const faults = checkKeys(auth);
  if (!isPrivate(target.url)) faults.push(plainFault(['url']));
  if (auth.tokenUrl !== undefined) faults.push(...checkTokenUrl(auth.tokenUrl));
  if (typeof auth.username === 'string' && auth.username.includes(':')) {
    faults.push({ path: ['auth', 'username'], message: 'has a colon, which ends the user name' });
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
      message: `does not belong to ${type}, which knows ${[...required, ...optional].join(', ')}`,
    })),
  ];
}

function checkTokenUrl(url: Json): Fault[] {
  const path = ['auth', 'tokenUrl'];
  if (typeof url !== 'string' || !URL.canParse(url)) return [{ path, message: 'is not an absolute URL' }];
  const { protocol, username, password, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    return [{ path, message: 'has a scheme other than http or https' }];
  if (username !== '' || password !== '') return [{ path, message: 'has a user or password in it' }];
  if (hash !== '') return [{ path, message: 'has a fragment, which is never sent' }];
  return isPrivate(url) ? [] : [plainFault(path)];
}

/** Whether nobody can listen on the way: https, or a host that is this machine. A URL that is none has its own fault. */
function isPrivate(url: Json | undefined): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol !== 'http:' || /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

const plainFault = (path: Fault['path']): Fault => ({
  path,
  message: 'sends a credential over plain http; use https',
});
