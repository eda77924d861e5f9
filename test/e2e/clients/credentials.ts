import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startAuthorizationServer } from '../../../local/authorization-server/index.ts';
import { NODE } from '../../../local/node.ts';
import { accessTokenOf, login } from '../../support/oauth-client.ts';
import { temporaryDirectory } from '../support/directories.ts';
import { startTestStack } from '../support/stack.ts';
import { installClient, Skipped } from './install.ts';
import { CLIENTS } from './versions.ts';

const DRIVER = fileURLToPath(new URL('./drivers/credentials.ts', import.meta.url));
const CLIENT_MS = 60_000;

/** The AI SDK since it refuses redirects. */
const NAMES = ['ai-6', 'ai-7'];

const DOCUMENTS = `
kind: Server
server: shop
stepUp: [shop:write]
---
kind: Tool
server: shop
name: open
description: For every caller.
input: { type: object }
target: { type: static, text: Welcome }
---
kind: Tool
server: shop
name: refund
description: Refunds an order.
scopes: [shop:write]
input: { type: object }
target: { type: static, text: Refunded }
`;

/** What a driver found: the result of each tool, or its error. */
interface Found {
  readonly tools: readonly string[];
  readonly open: string;
  readonly refund: string;
}

/**
 * Runs clients against a stack that requires credentials: keys in both headers, and a token that lacks a scope.
 *
 * @returns whether every client did as expected; one that cannot be installed is reported and does not count
 */
export async function checkCredentials(): Promise<boolean> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'shop.yaml'), DOCUMENTS);
  const issuer = await startAuthorizationServer();
  const stack = await startTestStack({ auth: true, catalog: [directory.path], issuers: [{ issuer: issuer.issuer }] });
  try {
    const url = `${stack.endpoint}/mcp/shop`;
    const key = stack.auth?.key ?? '';
    const token = accessTokenOf(await login(issuer, { scope: 'shop:read', resource: url }));
    const all = { tools: ['open', 'refund'], open: /^Welcome$/, refund: /^Refunded$/ };
    const checks = [
      { what: 'a key in Authorization', headers: { authorization: `Bearer ${key}` }, expected: all },
      { what: 'a key in X-Api-Key', headers: { 'x-api-key': key }, expected: all },
      {
        what: 'a token that lacks a scope',
        headers: { authorization: `Bearer ${token}` },
        expected: { ...all, refund: /Insufficient scope: this needs shop:write/ },
      },
    ];
    let passed = true;
    for (const { name, title, options = {} } of CLIENTS.filter((client) => NAMES.includes(client.name))) {
      for (const { what, headers, expected } of checks) {
        const outcome = await run(name, options, url, headers).then(
          (found) => problemOf(found, expected),
          (error: Error) => error,
        );
        if (outcome instanceof Skipped) console.log(`${title}: skipped: ${outcome.message}`);
        else console.log(`${title}, ${what}: ${outcome ?? 'passed'}`);
        passed &&= outcome === undefined || outcome instanceof Skipped;
      }
    }
    return passed;
  } finally {
    await stack.stop();
    await issuer.close();
    await directory.remove();
  }
}

function problemOf(
  { tools, open, refund }: Found,
  expected: { readonly tools: readonly string[]; readonly open: RegExp; readonly refund: RegExp },
): string | undefined {
  if (tools.join() !== expected.tools.join()) return `failed: it lists ${tools.join(', ')}`;
  if (!expected.open.test(open)) return `failed: open: ${open}`;
  return expected.refund.test(refund) ? undefined : `failed: refund: ${refund}`;
}

async function run(name: string, options: object, url: string, headers: object): Promise<Found> {
  const client = CLIENTS.find((each) => each.name === name);
  if (client === undefined) throw new Error(`unknown client: ${name}`);
  const directory = await installClient(client);
  const flags = ['--experimental-import-meta-resolve', '--disable-warning=ExperimentalWarning'];
  // Not in the words of the process, which others on this machine can read.
  const env = { PATH: process.env.PATH ?? '', HEADERS: JSON.stringify(headers), OPTIONS: JSON.stringify(options) };
  const { stdout } = await promisify(execFile)(NODE, [...flags, DRIVER, directory, url], { env, timeout: CLIENT_MS });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
