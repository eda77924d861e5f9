import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject } from '../../../lambda/json.ts';
import { CommandFailed } from '../context.ts';
import type { Tokens } from '../oauth/index.ts';

/** The tokens of a user for a resource, and where they come from. */
export interface Login extends Tokens {
  /** URL of the MCP server, or of the deployment, that the tokens are for. */
  readonly resource: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string | undefined;
}

/** The logins of the user of this machine. */
export interface LoginStore {
  readonly path: string;
  /** @throws CommandFailed when others can read the file, or it is damaged */
  read(): Promise<readonly Login[]>;
  /**
   * Changes the logins while no other command does.
   *
   * @param work receives the present logins, and returns the new ones and a result
   */
  change<V>(work: (logins: readonly Login[]) => Promise<readonly [logins: readonly Login[], result: V]>): Promise<V>;
}

const FILE = 'logins.json';
const LOCK = 'logins.lock';
const LOCK_POLL_MS = 50;
/** Longer than a refresh takes: a command that was killed leaves its lock. */
const STALE_MS = 60_000;

/** Opens the logins in a directory, which need not exist. */
export function openLogins(directory: string): LoginStore {
  const path = join(directory, FILE);

  async function read(): Promise<readonly Login[]> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new CommandFailed(`${path} cannot be read: ${error.message}`);
    });
    if (text === undefined) return [];
    await refuseOpenFile(path);
    return parse(text, path);
  }

  async function write(logins: readonly Login[]): Promise<void> {
    const draft = join(directory, `${FILE}.${process.pid}.new`);
    const text = `${JSON.stringify({ version: 1, logins }, undefined, 2)}\n`;
    try {
      await rm(draft, { force: true });
      await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
      await rename(draft, path); // at once: a reader finds the old content or the new one
    } catch (error) {
      throw cannotWrite(path, error);
    }
  }

  return {
    path,
    read,
    async change(work) {
      await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw cannotWrite(directory, error);
      });
      const release = await lock(join(directory, LOCK));
      try {
        const [logins, result] = await work(await read());
        await write(logins);
        return result;
      } finally {
        await release();
      }
    },
  };
}

/** How much of a server's URL a login covers: `server` prevails over `deployment`. */
export function findLogin(logins: readonly Login[], url: string): Login | undefined {
  const spellings = spellingsOf(url);
  return spellings.flatMap((spelling) => logins.filter(({ resource }) => withoutSlash(resource) === spelling))[0];
}

/** The identifiers that a token may have been issued for, so that the server accepts it: its URLs, then the deployment's. */
function spellingsOf(url: string): readonly string[] {
  const { origin, pathname } = new URL(url);
  const path = withoutSlash(pathname);
  const name = /^\/mcp\/([^/]+)$/.exec(path)?.[1] ?? /^\/([^/]+)\/mcp$/.exec(path)?.[1] ?? '';
  const same = name === '' ? [path] : [path, `/mcp/${name}`, `/${name}/mcp`, ...(name === 'default' ? ['/mcp'] : [])];
  return [...new Set([...same, ''])].map((each) => origin + each);
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, '');
}

/** Waits for the lock. @returns a function that releases it */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await (await open(path, 'wx', 0o600)).close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(path, error);
    }
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > STALE_MS) await rm(path, { force: true });
    else await pause(LOCK_POLL_MS);
  }
}

function cannotWrite(path: string, error: unknown): CommandFailed {
  return new CommandFailed(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
}

/** Windows has no such modes. */
async function refuseOpenFile(path: string): Promise<void> {
  if (process.platform === 'win32' || ((await stat(path)).mode & 0o077) === 0) return;
  throw new CommandFailed(`${path} can be read or written by others: run \`chmod 600 ${path}\`, and log in again`);
}

function parse(text: string, path: string): readonly Login[] {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value) && value.version === 1 && Array.isArray(value.logins)) {
      const logins = value.logins.map(parseLogin);
      if (logins.every((login) => login !== undefined)) return logins;
    }
  } catch {
    // Not JSON: the same to the user.
  }
  throw new CommandFailed(`${path} is damaged: delete it, and log in again`);
}

function parseLogin(value: unknown): Login | undefined {
  if (!isJsonObject(value)) return undefined;
  const {
    resource,
    issuer,
    tokenEndpoint,
    revocationEndpoint,
    clientId,
    accessToken,
    expiresAt,
    refreshToken,
    scopes,
  } = value;
  const isWhole =
    typeof issuer === 'string' &&
    typeof clientId === 'string' &&
    typeof accessToken === 'string' &&
    typeof resource === 'string' &&
    URL.canParse(resource) &&
    typeof tokenEndpoint === 'string' &&
    URL.canParse(tokenEndpoint);
  if (!isWhole) return undefined;
  return {
    resource,
    issuer,
    tokenEndpoint,
    revocationEndpoint: typeof revocationEndpoint === 'string' ? revocationEndpoint : undefined,
    clientId,
    accessToken,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : undefined,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [],
  };
}
