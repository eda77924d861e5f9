/**
 * One client in a process of its own: `main.ts NAME DIRECTORY HOME ENDPOINT`. Writes a line of JSON for each step, or one
 * with `skipped` where the client cannot run on this machine.
 */
import { join } from 'node:path';
import { runSteps, type StepResult, type Subject } from '../steps.ts';
import { CLIENTS, type ClientVersion } from '../versions.ts';
import { aiSdk } from './ai-sdk.ts';
import { findBrowser, runInBrowser } from './browser.ts';
import { claudeCode } from './claude-code.ts';
import { inspector } from './inspector.ts';
import { load } from './load.ts';
import { bareEnvironment } from './program.ts';
import { type SessionTransport, sdkV1 } from './sdk-v1.ts';
import { sdkV2 } from './sdk-v2.ts';

type ClientModule = typeof import('@modelcontextprotocol/sdk/client/index.js');
type HttpModule = typeof import('@modelcontextprotocol/sdk/client/streamableHttp.js');
type StdioModule = typeof import('@modelcontextprotocol/sdk/client/stdio.js');

const [name, directory = '', home = '', endpoint = ''] = process.argv.slice(2);
const client = CLIENTS.find((each) => each.name === name);
if (client === undefined) throw new Error(`Unknown client: ${name}`);

const print = (value: object): void => console.log(JSON.stringify(value));
const report = (result: StepResult): void => print(result);

if (client.driver === 'browser') {
  const browser = findBrowser();
  if (browser === undefined) print({ skipped: 'no Chromium or Chrome was found; set CHROME_PATH' });
  else await runInBrowser(browser, directory, home, endpoint, report);
} else {
  await runSteps(await subjectOf(client.driver, client.options ?? {}), endpoint, report);
}
print({ ended: true });

async function subjectOf(
  driver: Exclude<ClientVersion['driver'], 'browser'>,
  options: Readonly<Record<string, string>>,
): Promise<Subject> {
  switch (driver) {
    case 'sdk-v1': {
      const { StreamableHTTPClientTransport } = await load<HttpModule>(
        '@modelcontextprotocol/sdk/client/streamableHttp.js',
        directory,
      );
      // The SDK's types differ under exactOptionalPropertyTypes: a transport may have no session id, the interface may not.
      return sdkV1(await v1Client(), (url) => new StreamableHTTPClientTransport(new URL(url)) as SessionTransport);
    }
    case 'sdk-v2':
      return sdkV2(await load('@modelcontextprotocol/client', directory), options.era ?? 'auto');
    case 'ai-sdk':
      return aiSdk(directory, options);
    case 'inspector':
      return inspector(directory, home, options);
    case 'mcp-remote':
      return mcpRemote();
    case 'claude-code':
      return claudeCode(directory, home);
  }
}

/** Constructs clients of the SDK in the client's folder. */
async function v1Client(): Promise<() => InstanceType<ClientModule['Client']>> {
  const { Client } = await load<ClientModule>('@modelcontextprotocol/sdk/client/index.js', directory);
  return () => new Client({ name: 'spillway-matrix', version: '1.0.0' });
}

/** The bridge for clients that know standard input and output only, behind such a client. */
async function mcpRemote(): Promise<Subject> {
  const { StdioClientTransport } = await load<StdioModule>('@modelcontextprotocol/sdk/client/stdio.js', directory);
  const bridge = join(directory, 'node_modules/mcp-remote/dist/proxy.js');
  return sdkV1(
    await v1Client(),
    (url) =>
      new StdioClientTransport({
        command: process.execPath,
        args: [bridge, url, '--transport', 'http-only'],
        env: { ...bareEnvironment(home), MCP_REMOTE_CONFIG_DIR: home },
        stderr: 'ignore',
      }) as SessionTransport,
  );
}
