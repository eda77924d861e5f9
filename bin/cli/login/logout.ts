import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { configDirectoryOf, findLogin, type Login, openLogins } from '../credentials/index.ts';
import { OAuthFailed, revokeToken } from '../oauth/index.ts';

/** Options of `logout`. */
export interface LogoutCommandOptions {
  readonly all?: boolean;
}

/**
 * `spillway logout URL`: revokes the tokens of a login where the authorization server can, and removes them from this machine in any
 * case.
 *
 * @throws CommandFailed when there is no such login
 * @throws UsageError
 */
export async function logoutCommand(
  url: string | undefined,
  { all = false }: LogoutCommandOptions,
  context: CliContext,
): Promise<void> {
  if (all === (url !== undefined)) throw new UsageError('pass the URL of a login, or --all');
  if (url !== undefined && !URL.canParse(url)) throw new UsageError(`expected a URL, found ${url}`);
  const store = openLogins(configDirectoryOf(context));
  const ended = await store.change(async (logins) => {
    const chosen = url === undefined ? logins : chosenOf(logins, url);
    return [logins.filter((login) => !chosen.includes(login)), chosen];
  });
  for (const login of ended) {
    await revoke(login, context);
    context.stdout(`logged out of ${login.resource}`);
  }
  if (ended.length === 0) context.stdout('there are no logins');
}

function chosenOf(logins: readonly Login[], url: string): readonly Login[] {
  const login = findLogin(logins, url);
  if (login !== undefined) return [login];
  const resources = logins.map(({ resource }) => resource).join(', ');
  throw new CommandFailed(
    `there is no login for ${url}${resources === '' ? '' : `; there are logins for ${resources}`}`,
  );
}

async function revoke(login: Login, { fetch: send, stderr }: CliContext): Promise<void> {
  const { revocationEndpoint: endpoint, issuer } = login;
  const note = `note: the tokens for ${login.resource} stay valid at ${issuer} until they end`;
  if (endpoint === undefined || !URL.canParse(endpoint)) return stderr(note);
  try {
    await revokeToken(new URL(endpoint), login, send);
  } catch (error) {
    if (!(error instanceof OAuthFailed)) throw error;
    stderr(`${note}: ${error.message}`);
  }
}
