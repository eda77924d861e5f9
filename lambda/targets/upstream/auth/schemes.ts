import type { SecretReference, Secrets } from '../../secrets/index.ts';
import { secretAuth, withHeader } from './secret.ts';
import type { Auth } from './session.ts';

/** `Authorization: Bearer SECRET`. RFC 6750 section 2.1 */
export function bearerAuth(secrets: Secrets, reference: SecretReference): Auth {
  return secretAuth(secrets, reference, (request, secret) => withHeader(request, 'authorization', `Bearer ${secret}`));
}

/** `Authorization: Basic base64(USERNAME:SECRET)`. RFC 7617 */
export function basicAuth(secrets: Secrets, reference: SecretReference, username: string): Auth {
  return secretAuth(secrets, reference, (request, secret, { mask }) => {
    const credentials = Buffer.from(`${username}:${secret}`).toString('base64');
    mask.add(credentials);
    return withHeader(request, 'authorization', `Basic ${credentials}`);
  });
}

/** The place of an API key. */
interface ApiKeyPlace {
  readonly in: 'header' | 'query';
  readonly name: string;
}

/** Sends the secret alone, in a header or query parameter that the API defines. */
export function apiKeyAuth(secrets: Secrets, reference: SecretReference, place: ApiKeyPlace): Auth {
  return secretAuth(secrets, reference, (request, secret) =>
    place.in === 'header'
      ? withHeader(request, place.name, secret)
      : { ...request, path: withParameter(request.path, place.name, secret) },
  );
}

/** Sets a query parameter, which a next link or a redirect may contain already. */
function withParameter(path: string, name: string, value: string): string {
  const [place = '', query = ''] = split(path);
  const key = encodeURIComponent(name);
  const others = query.split('&').filter((part) => part !== '' && part !== key && !part.startsWith(`${key}=`));
  return `${place}?${[...others, `${key}=${encodeURIComponent(value)}`].join('&')}`;
}

function split(path: string): [string, string] {
  const mark = path.indexOf('?');
  return mark < 0 ? [path, ''] : [path.slice(0, mark), path.slice(mark + 1)];
}
