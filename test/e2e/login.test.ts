import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { signIn } from '../support/sign-in.ts';
import { findBrowser, signInWith } from './support/browser.ts';
import { startStageStack, type TestStack } from './support/stack.ts';

/** A start takes a few seconds by itself, and far longer beside other tests. */
const SLOW_MS = 120_000;

/** Its domain leads to the deployment, not to this machine: clients of the local stack must not see it. */
const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], domainName: mcp.example.com, deletionProtection: false }
auth: { anonymous: { scopes: ["shop:read", "shop:write"] } }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const DOCUMENTS = `
kind: Server
server: shop
scopes: [shop:read]
stepUp: [shop:write]
---
kind: Tool
server: shop
name: read
description: Reads an order.
input: { type: object }
target: { type: static, text: An order }
---
kind: Tool
server: shop
name: refund
description: Refunds an order.
scopes: [shop:write]
input: { type: object }
target: { type: static, text: Refunded }
---
kind: Tool
server: other
name: read
description: Reads something else.
input: { type: object }
target: { type: static, text: Something else }
`;

describe('spillway login', () => {
  let stack: TestStack;
  let url: string;
  let config: string;

  beforeAll(async () => {
    stack = await startStageStack({ name: 'open', stage: STAGE, documents: DOCUMENTS }, { auth: true });
    config = join(stack.directory, 'config', 'spillway');
    url = `${stack.endpoint}/mcp/shop`;
  }, SLOW_MS);
  afterAll(async () => {
    await stack.stop();
  });

  /** A person who enters a name and agrees, in a browser that the command line opens. */
  const person =
    (user: string, refuses = false) =>
    async (page: string) => {
      const callback = new URL(page).searchParams.get('redirect_uri') ?? '';
      signIn(page, callback, { user, refuses }).then(fetch, () => {});
      return true;
    };

  async function run(words: readonly string[], more: Partial<CliContext> = {}) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCommandLine(words, {
      stdout: (text) => out.push(text),
      stderr: (text) => err.push(text),
      directory: stack.directory,
      configDirectory: config,
      fetch,
      openBrowser: person('alice'),
      targets: targetTypes,
      ...more,
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  const call = (tool: string, more: Partial<CliContext> = {}) =>
    run(['call', tool, '--endpoint', stack.endpoint], more);
  const stored = async () => JSON.parse(await readFile(join(config, 'logins.json'), 'utf8')).logins;

  test('tells callers without credentials how to get some', async () => {
    const { code, err } = await call('shop/read');

    expect(code).toBe(1);
    expect(err).toContain('Credentials are required');
    expect(err).toContain('--key or SPILLWAY_KEY');
    expect(err).toContain(`spillway login ${url}`);
  });

  test('logs in through discovery; calls use the login, and step up is one more command', async () => {
    const login = await run(['login', url, '--scope', 'shop:read']);
    const read = await call('shop/read');
    const refused = await call('shop/refund');
    const hint = /spillway login (\S+) --scope (.+)$/m.exec(refused.err) ?? [];
    const again = await run(['login', hint[1] ?? '', '--scope', ...(hint[2] ?? '').split(' ')]);
    const refund = await call('shop/refund');

    expect(login).toMatchObject({ code: 0, out: `logged in to ${url} with shop:read` });
    expect(login.err).toContain(`${stack.auth?.issuer}/auth?`);
    expect(read).toMatchObject({ code: 0, out: 'An order' });
    expect(refused.code).toBe(1);
    expect(hint[2]?.split(' ').sort()).toEqual(['shop:read', 'shop:write']);
    expect(again.code).toBe(0);
    expect(refund).toMatchObject({ code: 0, out: 'Refunded' });
  });

  test('keeps the tokens in a file that only its owner can read', async () => {
    await run(['login', url]);

    const modes = await Promise.all([config, join(config, 'logins.json')].map(async (path) => (await stat(path)).mode));
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600']);
    expect(await stored()).toMatchObject([{ resource: url, issuer: stack.auth?.issuer }]);
  });

  test('uses a login at its own server only', async () => {
    await run(['login', url]);

    const { code, err } = await call('other/read');

    expect(code).toBe(1);
    expect(err).toContain(`spillway login ${stack.endpoint}/mcp/other`);
  });

  test('renews tokens, once for two commands at the same time', async () => {
    await run(['login', url, '--scope', 'shop:read']);
    const [before] = await stored();
    const inTwoHours = () => Date.now() + 2 * 3_600_000;

    const [one, two] = await Promise.all([
      call('shop/read', { now: inTwoHours }),
      call('shop/read', { now: inTwoHours }),
    ]);

    const [after] = await stored();
    expect([one.out, two.out]).toEqual(['An order', 'An order']);
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(await call('shop/read')).toMatchObject({ code: 0 });
  });

  test('forgets a login whose refresh token has ended, and says what to do', async () => {
    await run(['login', url, '--scope', 'shop:read']);
    const file = join(config, 'logins.json');
    const [login] = await stored();
    const ended = { ...login, expiresAt: 1, refreshToken: 'gone' };
    await writeFile(file, JSON.stringify({ version: 1, logins: [ended] }));

    const { code, err } = await call('shop/read');

    expect(code).toBe(1);
    expect(err).toContain(`The login has ended. Log in again: spillway login ${url}`);
    expect(await stored()).toEqual([]);
  });

  test('ends with the reason when the person refuses', async () => {
    const { code, err } = await run(['login', url], { openBrowser: person('alice', true) });
    expect(code).toBe(1);
    expect(err).toContain('the login was refused: access_denied: The user refused');
  });

  test('finds the server of the local stack by its name, and logs out with the tokens revoked', async () => {
    expect(await run(['login', '--local', '--server', 'shop'])).toMatchObject({ code: 0 });
    const [login] = await stored();

    expect(await run(['logout', url])).toEqual({ code: 0, out: `logged out of ${url}`, err: '' });

    expect(await stored()).toEqual([]);
    const form = { grant_type: 'refresh_token', client_id: login.clientId, refresh_token: login.refreshToken };
    const refreshed = await fetch(login.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) });
    expect(refreshed.status).toBe(400);
  });

  test('--local calls with the login at this run of the stack, else with its key; --key prevails, and is not printed', async () => {
    expect(await run(['call', 'shop/refund', '--local'])).toMatchObject({ code: 0, out: 'Refunded' });
    await run(['login', '--local', '--server', 'shop', '--scope', 'shop:read']);
    expect((await run(['call', 'shop/refund', '--local'])).err).toContain('More scopes are needed');
    const [login] = await stored();
    const former = { ...login, issuer: 'http://127.0.0.1:1', tokenEndpoint: 'http://127.0.0.1:1/token', expiresAt: 1 };
    await writeFile(join(config, 'logins.json'), JSON.stringify({ version: 1, logins: [former] }));
    expect(await run(['call', 'shop/refund', '--local'])).toMatchObject({ code: 0, out: 'Refunded' });

    const key = 'spw_aaaaaaaaaaaa_wrongwrongwrongwrongwrongwrongwrongwrong';
    const { code, err } = await run(['call', 'shop/refund', '--local', '--key', key]);

    expect(code).toBe(1);
    expect(err).toContain('`spillway keys show aaaaaaaaaaaa`');
    expect(err).not.toContain('wrongwrong');
  });

  const browser = findBrowser();
  (browser === undefined ? test.skip : test)(
    'works in Chromium',
    async () => {
      const { code, out } = await run(['login', url, '--scope', 'shop:read'], {
        openBrowser: async (page) => {
          signInWith(browser ?? '', join(stack.directory, 'profile'), page).catch(() => {});
          return true;
        },
      });
      expect({ code, out }).toEqual({ code: 0, out: `logged in to ${url} with shop:read` });
    },
    SLOW_MS,
  );
});
