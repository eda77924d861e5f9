import { type CliContext, UsageError } from '../context.ts';
import { configDirectoryOf, openLogins } from '../credentials/index.ts';
import { findLocalStack } from '../local-stack.ts';
import { authorize, discover } from '../oauth/index.ts';

/** Options of `login`. */
export interface LoginCommandOptions {
  readonly local?: boolean;
  readonly server?: string;
  readonly scope?: readonly string[];
  readonly clientId?: string;
  readonly issuer?: string;
  readonly port?: string;
  readonly browser: boolean;
}

const TIMEOUT_MS = 5 * 60_000;
/** RFC 6749 section 3.3 */
const SCOPE = /^[!#-[\]-~]+$/;

/**
 * `spillway login URL`: finds the authorization server of an MCP server, logs the user in there, and stores the tokens.
 *
 * @throws OAuthFailed when there is no login, or it does not succeed
 * @throws CommandFailed when the tokens cannot be stored
 * @throws UsageError
 */
export async function loginCommand(
  given: string | undefined,
  options: LoginCommandOptions,
  context: CliContext,
): Promise<void> {
  const { fetch: send, now = Date.now, stderr } = context;
  const url = await urlOf(given, options, context);
  const port = portOf(options.port);
  const wrong = options.scope?.find((scope) => !SCOPE.test(scope));
  if (wrong !== undefined) throw new UsageError(`--scope ${JSON.stringify(wrong)} is not a scope, such as orders:read`);
  const store = openLogins(configDirectoryOf(context));
  await store.read(); // a file that cannot be used is reported before the user logs in

  const discovery = await discover(url, send, options.issuer);
  const { resource, server } = discovery;
  const tokens = await authorize(discovery, {
    scopes: options.scope ?? discovery.scopes,
    clientId: options.clientId,
    port,
    fetch: send,
    now,
    timeoutMs: TIMEOUT_MS,
    show: async (page) => {
      const opened = options.browser && (await context.openBrowser?.(page)) === true;
      stderr(opened ? `Log in in your browser. If it shows no page, open:\n${page}` : `To log in, open:\n${page}`);
    },
  });
  const login = {
    ...tokens,
    resource,
    issuer: server.issuer,
    tokenEndpoint: server.tokenEndpoint.href,
    revocationEndpoint: server.revocationEndpoint?.href,
  };
  await store.change(async (logins) => [[...logins.filter((each) => each.resource !== resource), login], undefined]);
  const scopes = tokens.scopes.filter((scope) => scope !== 'offline_access').join(' ');
  context.stdout(`logged in to ${resource} ${scopes === '' ? 'without scopes' : `with ${scopes}`}`);
}

async function urlOf(
  given: string | undefined,
  { local, server }: LoginCommandOptions,
  context: CliContext,
): Promise<URL> {
  if (local && given !== undefined) throw new UsageError('pass either --local or a URL, not both');
  if (!local && given === undefined) {
    throw new UsageError('no server given: pass its URL, such as https://mcp.example.com/mcp/orders, or --local');
  }
  if (local && server === undefined) throw new UsageError('pass --server NAME with --local');
  const base = URL.parse(given ?? (await findLocalStack(context.directory)).endpoint);
  if (base === null || !/^https?:$/.test(base.protocol)) {
    throw new UsageError(`expected an http or https URL, found ${given}`);
  }
  base.hash = '';
  base.search = '';
  if (server === undefined) return base;
  // The stack's output is the address of the server `default`, which ends with /mcp.
  base.pathname = `${base.pathname.replace(/(?:\/mcp)?\/*$/, '')}/mcp/${encodeURIComponent(server)}`;
  return base;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port must be a port number from 1 to 65535, found ${text}`);
}
