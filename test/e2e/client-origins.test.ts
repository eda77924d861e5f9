import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { findBrowser } from './support/browser.ts';
import { type BrowserPage, openPage } from './support/devtools.ts';
import { startStageStack, type TestStack } from './support/stack.ts';

/** For the start of the local stack and of the browser, on a machine that is busy with other tests. */
const SLOW_MS = 120_000;
const browser = findBrowser();

/** No other origin than the endpoint's own may call. */
const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: {} }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const DOCUMENTS = `
kind: Server
server: depot
---
kind: Tool
server: depot
name: count
description: The stock of a part.
input: { type: object }
target: { type: static, text: "7" }
`;

if (browser === undefined) console.warn('Pages of other origins are not tested: no Chromium; CHROME_PATH names one.');

(browser === undefined ? describe.skip : describe)('a page whose origin the stage does not allow', () => {
  let stack: TestStack;
  let server: Server;
  let page: BrowserPage;
  let origin: string;

  beforeAll(async () => {
    stack = await startStageStack({ name: 'closed', stage: STAGE, documents: DOCUMENTS });
    server = await servePage();
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    page = await openPage(browser ?? '', join(stack.directory, 'profile'), `${origin}/`);
  }, SLOW_MS);
  afterAll(async () => {
    await page?.close();
    server?.closeAllConnections();
    server?.close();
    await stack?.stop();
  });

  test.each([
    ['SpillwayClient', `new SpillwayClient({ url, maxRetries: 0 }).call('depot', 'count').result()`],
    [
      'SpillwayTransport',
      `(async (transport) => {
        await transport.start();
        await transport.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
      })(new SpillwayTransport({ url: url + '/mcp/depot', maxRetries: 0 }))`,
    ],
  ])('receives an error of %s that names the origin, and no tool runs', async (_, call) => {
    const url = JSON.stringify(stack.endpoint);
    const expression = `(async ({ SpillwayClient, SpillwayTransport }, url) => {
      const failure = await ${call}.catch((error) => error);
      return { name: failure.name, actor: failure.actor, message: failure.message };
    })(client, ${url})`;

    const [failure, requests] = await stack.watch(async () => jsonObject(await page.evaluate(expression)));

    expect(failure).toMatchObject({
      name: 'ServerUnreachable',
      message: expect.stringContaining(
        `${stack.endpoint}/mcp/depot cannot be reached: Failed to fetch. Check the network, and that the server allows the origin ${origin}`,
      ),
    });
    expect(requests.map(({ method }) => method)).not.toContain('POST');
  });
});

/** Serves a page with the client, from an origin of its own. */
async function servePage(): Promise<Server> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { SpillwayClient } from './client/index.ts'; export { SpillwayTransport } from './client/transport/index.ts';`,
      resolveDir: REPOSITORY_ROOT,
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'client',
    platform: 'browser',
    target: 'es2022',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', url === '/client.js' ? 'text/javascript' : 'text/html');
    response.end(
      url === '/client.js' ? script : '<!doctype html><title>Page</title><script src="/client.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function jsonObject(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error(`the page returned ${JSON.stringify(value)}`);
  return value;
}
