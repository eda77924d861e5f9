import { DOCTOR_SERVER } from '../../doctor-server.ts';
import type { HttpRequest } from '../../http.ts';
import type { Refusal } from '../../refusal.ts';
import { type Authenticate, type Authentication, anonymousOf } from '../authenticate.ts';
import { type DenyList, type DenyListReader, isDenied } from '../deny-list/index.ts';
import type { Principal } from '../principal.ts';
import type { AuthSettings } from '../settings.ts';
import type { Verdict, VerifyKey, VerifyToken } from '../verdict.ts';
import type { Challenges } from './challenges.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { doctorKeyOnly } from './doctor-key.ts';
import { resourcesOf } from './resource.ts';

/** Dependencies of authentication. */
export interface AuthenticateOptions {
  readonly settings: AuthSettings;
  /** URL of the endpoint, without a trailing slash. */
  readonly publicUrl: string;
  readonly challenges: Challenges;
  /**
   * Checks keys; used only if the stage accepts them, and for the server of `spillway doctor`.
   *
   * @default keys are not accepted
   */
  readonly verifyKey?: VerifyKey | undefined;
  /**
   * Checks tokens; used only if the stage has issuers.
   *
   * @default tokens are not accepted
   */
  readonly verifyToken?: VerifyToken | undefined;
  /**
   * The stage's deny list, which applies to all callers with credentials.
   *
   * @default it names nobody
   */
  readonly denyList?: DenyListReader | undefined;
  /** Called with the error of a check that could not be made. */
  readonly report: (error: unknown) => void;
}

const INTERNAL_ERROR = -32603;
/** The same wait as in the gateway's responses to overload. */
const RETRY_AFTER_SECONDS = 5;
const DENIED = 'The credentials are not valid any more';

/**
 * Creates the authentication of a stage: keys, tokens and anonymous callers, as its settings say. Whatever a request carries is
 * checked: a bad credential never makes an anonymous caller.
 */
export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const { settings, publicUrl, challenges, verifyKey, verifyToken, denyList, report } = options;
  const nobody = anonymousOf(settings);
  const anonymous: Authentication | undefined = nobody && { principal: nobody };

  return (request, server) => {
    const credentials = readCredentials(request.headers);
    if (credentials.kind === 'none') return anonymous ?? { refusal: challenges.required(request) };
    try {
      // Where both must be read, the reads overlap.
      const denied = readDenyList();
      const verdict = verify(credentials, server);
      return verdict instanceof Promise
        ? verdict.then((found) => admit(found, denied, request)).catch(cannotCheck)
        : withoutRejection(admit(verdict, denied, request));
    } catch (error) {
      return cannotCheck(error);
    }
  };

  function verify(credentials: Exclude<Credentials, { kind: 'none' }>, server: string): Answer | Promise<Answer> {
    switch (credentials.kind) {
      case 'malformed':
        return { kind: 'malformed', description: credentials.message };
      case 'unsupported':
        return { kind: 'invalid', description: credentials.message };
      case 'key':
        if (verifyKey === undefined) return NO_KEYS;
        if (settings.apiKeys !== undefined) return verifyKey(credentials.value);
        return server === DOCTOR_SERVER ? doctorKeyOnly(verifyKey(credentials.value), NO_KEYS) : NO_KEYS;
      case 'token':
        if (settings.issuers === undefined || verifyToken === undefined) return NO_TOKENS;
        return verifyToken(credentials.value, resourcesOf(server, publicUrl, settings.audience));
    }
  }

  /** The deny list; a failure to read it matters only for valid credentials. */
  function readDenyList(): Denied {
    try {
      const list = denyList?.current();
      if (list instanceof Promise) list.catch(() => {}); // handled by those who await it
      return list;
    } catch (error) {
      const failed = Promise.reject(error);
      failed.catch(() => {});
      return failed;
    }
  }

  function admit(verdict: Answer, denied: Denied, request: HttpRequest): Authentication | Promise<Authentication> {
    switch (verdict.kind) {
      case 'malformed':
        return { refusal: challenges.malformed(request, verdict.description) };
      case 'invalid':
        return { refusal: challenges.invalid(request, verdict.description) };
      case 'unavailable':
        return { refusal: unavailable(verdict.retryAfterSeconds) };
      case 'valid': {
        const { principal } = verdict;
        return denied instanceof Promise
          ? denied.then((list) => unlessDenied(list, principal, request))
          : unlessDenied(denied, principal, request);
      }
    }
  }

  function unlessDenied(list: DenyList | undefined, principal: Principal, request: HttpRequest): Authentication {
    return list !== undefined && isDenied(list, principal)
      ? { refusal: challenges.invalid(request, DENIED) }
      : { principal };
  }

  function withoutRejection(found: Authentication | Promise<Authentication>): Authentication | Promise<Authentication> {
    return found instanceof Promise ? found.catch(cannotCheck) : found;
  }

  function cannotCheck(error: unknown): Authentication {
    report(error);
    return { refusal: unavailable(RETRY_AFTER_SECONDS) };
  }
}

type Denied = DenyList | undefined | Promise<DenyList>;

/** A {@link Verdict}, or a request that is malformed. */
type Answer = Verdict | { readonly kind: 'malformed'; readonly description: string };

const NO_KEYS: Verdict = { kind: 'invalid', description: 'Keys are not accepted here' };
const NO_TOKENS: Answer = { kind: 'invalid', description: 'Tokens are not accepted here' };

function unavailable(seconds: number): Refusal {
  return {
    status: 503,
    code: INTERNAL_ERROR,
    message: `The credentials cannot be checked now. Try again in ${seconds} seconds`,
    headers: { 'retry-after': String(seconds) },
  };
}
