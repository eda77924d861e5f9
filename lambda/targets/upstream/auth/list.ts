import type { Auth } from './session.ts';

/**
 * Combines credentials: each is added to the request in turn. A refused request renews all of them.
 *
 * @param auths at least one; a signature comes last, because it covers what the others add
 */
export function allOf(auths: readonly Auth[]): Auth | undefined {
  const [only] = auths;
  if (auths.length <= 1) return only;
  return (call) => {
    const sessions = auths.map((auth) => auth(call));
    return {
      async authorize(request) {
        let authorized = request;
        for (const session of sessions) authorized = await session.authorize(authorized);
        return authorized;
      },
      async renew() {
        const renewed = await Promise.all(sessions.map((session) => session.renew()));
        return renewed.includes(true);
      },
    };
  };
}
