import { GrantEnded, refreshTokens } from '../oauth/index.ts';
import type { Login, LoginStore } from './logins.ts';

/**
 * Gets a new access token for a login, and stores it. Refresh tokens are valid once, so that of two commands at the same time one
 * refreshes, and the other uses what it got.
 *
 * @returns `undefined` when the login has ended; it is removed then
 * @throws OAuthFailed when the authorization server does not answer as it should
 */
export function renewLogin(
  store: LoginStore,
  old: Login,
  surroundings: { readonly send: typeof fetch; readonly now: () => number },
): Promise<Login | undefined> {
  return store.change(async (logins) => {
    const current = logins.find(({ resource }) => resource === old.resource);
    if (current === undefined || current.accessToken !== old.accessToken) return [logins, current];
    const others = logins.filter((login) => login !== current);
    const { issuer, resource, tokenEndpoint, refreshToken } = current;
    if (refreshToken === undefined) return [others, undefined];
    try {
      const request = { issuer, resource, tokenEndpoint: new URL(tokenEndpoint), tokens: { ...current, refreshToken } };
      const renewed = { ...current, ...(await refreshTokens(request, surroundings)) };
      return [[...others, renewed], renewed];
    } catch (error) {
      if (error instanceof GrantEnded) return [others, undefined];
      throw error;
    }
  });
}
