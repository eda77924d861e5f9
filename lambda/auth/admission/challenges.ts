import type { HttpRequest } from '../../http.ts';
import type { Refusal } from '../../refusal.ts';
import type { Principal } from '../principal.ts';
import type { AuthSettings } from '../settings.ts';
import { METADATA_PATH } from './resource.ts';

/** Makes the refusals of callers who are not identified, or lack scopes. */
export interface Challenges {
  /** No credentials, where they are required: 401 without an error. RFC 6750 section 3.1 */
  required(request: HttpRequest): Refusal;
  /** What cannot be read as one credential: 400 with `invalid_request`. */
  malformed(request: HttpRequest, description: string): Refusal;
  /** Credentials that prove nothing: 401 with `invalid_token`. */
  invalid(request: HttpRequest, description: string): Refusal;
  /**
   * The caller may obtain the scopes that it lacks: 403, or 401 for a caller without credentials.
   *
   * @param scopes everything that the challenge names
   */
  insufficient(request: HttpRequest, principal: Principal, scopes: readonly string[]): Refusal;
}

const INVALID_REQUEST = -32600;

/** Asked for by clients on their own; a challenge that names them makes some clients ask for nothing else. spec: basic/authorization */
const NEVER_NAMED = new Set(['openid', 'offline_access']);

/**
 * Clients that do not follow a redirect, by the product in their `User-Agent`: for them, a redirect is a failure without a reason.
 * - `ai-sdk/`: `@ai-sdk/mcp` from 1.0 requests with `redirect: 'error'`.
 * - `Python-urllib/`: follows redirects of GET and HEAD alone. https://docs.python.org/3/library/urllib.request.html#httpredirecthandler-objects
 */
const FOLLOWS_NO_REDIRECT = /(?:^|\s)(?:ai-sdk|Python-urllib)\//i;

/** RFC 6750 section 3: what may be in `error_description`. */
const NOT_DESCRIPTION = /[^ !#-[\]-~]/g;

/**
 * Creates the refusals of a stage. On the streaming path API Gateway renames `WWW-Authenticate`, so a 401 has none there: clients
 * find the metadata at its well-known path (docs/decisions/0029). A 403 without its challenge would be useless, so it redirects to
 * the same path with `?challenge=1`, which the load balancer forwards to `direct`.
 *
 * @param publicUrl URL of the endpoint, without a trailing slash
 */
export function createChallenges(publicUrl: string, { issuers, scopesSupported = [] }: AuthSettings): Challenges {
  const hasIssuers = issuers !== undefined;

  /** RFC 6750 section 3, RFC 9728 section 5.1 */
  function challenge(request: HttpRequest, { error, description, scopes = [] }: Reason): string {
    const named = scopes.filter((scope) => !NEVER_NAMED.has(scope));
    const parameters = [
      ...(error === undefined ? [] : [`error="${error}"`]),
      ...(description === undefined ? [] : [`error_description="${description.replace(NOT_DESCRIPTION, ' ')}"`]),
      ...(named.length === 0 ? [] : [`scope="${named.join(' ')}"`]),
      ...(hasIssuers ? [`resource_metadata="${publicUrl}${METADATA_PATH}${request.path}"`] : []),
    ];
    return parameters.length === 0 ? 'Bearer' : `Bearer ${parameters.join(', ')}`;
  }

  function refuse(request: HttpRequest, status: 400 | 401 | 403, message: string, reason: Reason): Refusal {
    const plain = { status, code: INVALID_REQUEST, message };
    return request.streams ? plain : { ...plain, challenge: challenge(request, reason) };
  }

  return {
    required: (request) => refuse(request, 401, 'Credentials are required', { scopes: scopesSupported }),
    malformed: (request, description) => refuse(request, 400, description, { error: 'invalid_request', description }),
    invalid: (request, description) =>
      refuse(request, 401, description, { error: 'invalid_token', description, scopes: scopesSupported }),
    insufficient(request, principal, scopes) {
      const message = `Insufficient scope: this needs ${scopes.join(' ')}`;
      if (principal.kind === 'anonymous') return refuse(request, 401, message, { scopes });
      const refusal = refuse(request, 403, message, { error: 'insufficient_scope', description: message, scopes });
      if (!request.streams || !hasIssuers || principal.kind === 'key') return refusal;
      if (FOLLOWS_NO_REDIRECT.test(request.headers['user-agent'] ?? '')) return refusal;
      // The path matched the endpoint's pattern, so it is no URL of another host.
      return { ...refusal, status: 307, headers: { location: `${request.path}?challenge=1` } };
    },
  };
}

interface Reason {
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly description?: string;
  readonly scopes?: readonly string[];
}
