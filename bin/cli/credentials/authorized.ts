import { McpRequestFailed, NotAnMcpResponse, ServerUnreachable } from '../../../client/index.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { OAuthFailed } from '../oauth/index.ts';
import { configDirectoryOf } from './config-directory.ts';
import { type Credential, hintFor, type Refusal } from './hint.ts';
import { findLogin, type Login, type LoginStore, openLogins } from './logins.ts';
import { renewLogin } from './renew.ts';

/** Calls that carry what proves who is calling, if there is anything. */
export interface Authorized {
  readonly fetch: typeof fetch;
  /** An error of a call with what the user can do about it, and without any secret. */
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
  const send = context.fetch;
  const store = openLogins(configDirectoryOf(context));
  const found = passed === undefined ? findLogin(await store.read(), url) : undefined;
  const login = local?.key === undefined || found?.issuer === local.issuer ? found : undefined;
  const key = passed ?? (login === undefined ? local?.key : undefined);
  const caller = key === undefined ? callWithLogin(store, login, context) : callWithKey(key, send);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && caller.secrets().length > 0 && !/^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)) {
    context.stderr(`warning: ${hostname} is reached over http: others on the way can read the credentials`);
  }
  let refusal: Refusal | undefined;
  return {
    fetch: async (input, init) => {
      const response = await caller.send(input, init);
      const { status, headers } = response;
      refusal = { status, challenge: headers.get('www-authenticate'), retryAfter: headers.get('retry-after') };
      return response;
    },
    explain(error) {
      if (error instanceof ServerUnreachable) return reasonOf(error);
      if (!(error instanceof McpRequestFailed || error instanceof NotAnMcpResponse)) return error;
      const hint = refusal && hintFor(refusal, caller.credential(), url);
      const text = hint === undefined ? messageOf(error) : `${messageOf(error)}\n${hint}`;
      return new CommandFailed(withoutSecrets(text, caller));
    },
  };
}

/** Sends requests as one caller. */
interface Caller {
  readonly send: typeof fetch;
  readonly credential: () => Credential;
  readonly secrets: () => readonly string[];
}

function callWithKey(key: string, send: typeof fetch): Caller {
  return {
    send: (input, init) => send(input, withBearer(init, key)),
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
    send: async (input, init) => {
      if (login?.expiresAt !== undefined && login.expiresAt < now() + RENEW_BEFORE_MS) await renew();
      const before = login?.accessToken;
      const response = await send(input, before === undefined ? init : withBearer(init, before));
      if (response.status !== 401 || before === undefined) return response;
      // It was not executed, so that it can be sent again.
      await renew();
      if (login === undefined) return response;
      await response.body?.cancel();
      return send(input, withBearer(init, login.accessToken));
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
function withBearer(init: RequestInit | undefined, token: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

function keyOf(given: string | undefined, { environment = {} }: CliContext): string | undefined {
  const [key, where] = given !== undefined ? [given, '--key'] : [environment.SPILLWAY_KEY || undefined, 'SPILLWAY_KEY'];
  // The value is not quoted: it may be a key with a line break.
  if (key === undefined || /^[!-~]+$/.test(key)) return key;
  throw new UsageError(`${where} must be a key without spaces and line breaks, such as spw_…`);
}

/** Renewing a login can fail before the server is asked. */
function reasonOf({ message, cause }: ServerUnreachable): Error {
  return cause instanceof CommandFailed ? cause : new CommandFailed(message);
}

function messageOf(error: McpRequestFailed | NotAnMcpResponse): string {
  return error instanceof McpRequestFailed ? `${error.message} (${error.code}, HTTP ${error.status})` : error.message;
}

/** A proxy may echo what it was sent. */
function withoutSecrets(text: string, { secrets }: Caller): string {
  return secrets().reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text);
}
