import {
  CredentialsRefused,
  type HeaderMap,
  McpClientError,
  type Refusal,
  RequestRefused,
  ServerBusy,
} from '../../../client/index.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { OAuthFailed } from '../oauth/index.ts';
import { configDirectoryOf } from './config-directory.ts';
import { type Credential, hintFor } from './hint.ts';
import { findLogin, type Login, type LoginStore, openLogins } from './logins.ts';
import { renewLogin } from './renew.ts';

/** What proves who is calling, if there is anything, as the client takes it. */
export interface Authorized {
  headers(): Promise<HeaderMap>;
  /** @returns whether there are other credentials now */
  renewCredentials(refusal: Refusal): Promise<boolean>;
  /** An error of the client with what the user can do about it, and without any secret; any other error as it is. */
  explain(error: unknown): unknown;
}

/** What a local stack that requires credentials says about itself. */
interface LocalAccess {
  readonly key: string | undefined;
  readonly issuer: string | undefined;
}

/** Sooner, so that a token does not end on its way. */
const RENEW_BEFORE_MS = 30_000;

/**
 * Finds the credentials for a server: the key that is passed, or `SPILLWAY_KEY`, or the login of the user, or the key of the local
 * stack. They are sent as `Authorization: Bearer`, and printed nowhere.
 *
 * @param known the key of `--key`, and the local stack if it is called; a login at another run of it has ended with that run
 * @throws UsageError for a key that cannot be sent
 * @throws CommandFailed when the stored logins cannot be read
 */
export async function authorizeCalls(
  url: string,
  { given, local }: { readonly given: string | undefined; readonly local: LocalAccess | undefined },
  context: CliContext,
): Promise<Authorized> {
  const passed = keyOf(given, context);
  const store = openLogins(configDirectoryOf(context));
  const found = passed === undefined ? findLogin(await store.read(), url) : undefined;
  const login = local?.key === undefined || found?.issuer === local.issuer ? found : undefined;
  const key = passed ?? (login === undefined ? local?.key : undefined);
  const caller = key === undefined ? callWithLogin(store, login, context) : callWithKey(key);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && caller.secrets().length > 0 && !/^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)) {
    context.stderr(`warning: ${hostname} is reached over http: others on the way can read the credentials`);
  }
  return {
    headers: async () => bearer(await caller.token()),
    renewCredentials: ({ status }) => (status === 401 ? caller.renew() : Promise.resolve(false)),
    explain(error) {
      if (!(error instanceof McpClientError)) return error;
      const hint = hintOf(error, caller.credential(), url);
      const text = hint === undefined ? messageOf(error) : `${messageOf(error)}\n${hint}`;
      return new CommandFailed(withoutSecrets(text, caller));
    },
  };
}

/** Proves who is calling. */
interface Caller {
  /** What the next request proves it with. */
  readonly token: () => Promise<string | undefined>;
  /** Gets another token after the server refused one. @returns whether there is one */
  readonly renew: () => Promise<boolean>;
  readonly credential: () => Credential;
  readonly secrets: () => readonly string[];
}

function callWithKey(key: string): Caller {
  return {
    token: async () => key,
    renew: async () => false,
    credential: () => ({ kind: 'key', id: /^spw_([A-Za-z0-9]{12})_/.exec(key)?.[1] }),
    secrets: () => [key],
  };
}

function callWithLogin(store: LoginStore, stored: Login | undefined, context: CliContext): Caller {
  const { fetch: send, now = Date.now } = context;
  let login = stored;
  let hasEnded = false;
  const renew = async (): Promise<void> => {
    if (login === undefined) return;
    const { resource } = login;
    try {
      login = await renewLogin(store, login, { send, now });
      hasEnded = login === undefined;
    } catch (error) {
      if (!(error instanceof OAuthFailed)) throw error;
      throw new CommandFailed(
        `the login for ${resource} cannot be renewed: ${error.message}. To log in again: spillway login ${resource}`,
      );
    }
  };
  return {
    token: async () => {
      if (login?.expiresAt !== undefined && login.expiresAt < now() + RENEW_BEFORE_MS) await renew();
      return login?.accessToken;
    },
    renew: async () => {
      await renew();
      return login !== undefined;
    },
    credential: () => {
      if (hasEnded) return { kind: 'ended' };
      return login === undefined ? { kind: 'none' } : { kind: 'login', resource: login.resource };
    },
    secrets: () => [stored, login].flatMap((each) => (each === undefined ? [] : secretsOf(each))),
  };
}

function secretsOf({ accessToken, refreshToken }: Login): readonly string[] {
  return refreshToken === undefined ? [accessToken] : [accessToken, refreshToken];
}

/** RFC 6750 section 2.1 */
function bearer(token: string | undefined): HeaderMap {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function keyOf(given: string | undefined, { environment = {} }: CliContext): string | undefined {
  const [key, where] = given !== undefined ? [given, '--key'] : [environment.SPILLWAY_KEY || undefined, 'SPILLWAY_KEY'];
  // The value is not quoted: it may be a key with a line break.
  if (key === undefined || /^[!-~]+$/.test(key)) return key;
  throw new UsageError(`${where} must be a key without spaces and line breaks, such as spw_…`);
}

function hintOf(error: McpClientError, credential: Credential, url: string): string | undefined {
  const isRefusal = error instanceof CredentialsRefused || error instanceof ServerBusy;
  return isRefusal ? hintFor(error, credential, url) : undefined;
}

function messageOf(error: McpClientError): string {
  return error instanceof RequestRefused ? `${error.message} (${error.code}, HTTP ${error.status})` : error.message;
}

/** A proxy may echo what it was sent. */
function withoutSecrets(text: string, { secrets }: Caller): string {
  return secrets().reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text);
}
