import { loadEvents } from '../decode/index.ts';
import type { OAuthSession } from './oauth/index.ts';
import type { AuthRequest, SdkOAuth } from './oauth-types.ts';
import { UnauthorizedError } from './unauthorized-error.ts';

/** Loads what clients of older revisions need. Only code that awaits the promise sees a failure. */
export function loadOlderClients() {
  return quiet(import('./older-clients/index.ts'));
}

/** Loads what servers of older revisions need, which send server-sent events. */
export function loadOlderServers() {
  void quiet(loadEvents());
  return quiet(import('./older-servers/index.ts'));
}

/** Creates the session of OAuth once its code is loaded. */
export function loadOAuth(oauth: SdkOAuth, server: Pick<AuthRequest, 'serverUrl' | 'fetchFn'>): Promise<OAuthSession> {
  const authorize = async (request: Partial<AuthRequest>): Promise<void> => {
    const outcome = await oauth.auth(oauth.provider, { ...server, ...request });
    if (outcome !== 'AUTHORIZED') throw new UnauthorizedError();
  };
  return quiet(
    import('./oauth/index.ts').then(({ OAuthSession }) => new OAuthSession({ provider: oauth.provider, authorize })),
  );
}

function quiet<T>(loading: Promise<T>): Promise<T> {
  loading.catch(() => undefined);
  return loading;
}
