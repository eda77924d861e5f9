import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spillway } from './support/command-line.ts';
import { type TemporaryDirectory, temporaryDirectory } from './support/directories.ts';
import { modernCall, postJson } from './support/requests.ts';
import { startTestStack, type TestStack } from './support/stack.ts';

const SERVER = `kind: Server
server: stock
variables: { host: {} }
defaults: { url: "http://{host}/v1", headers: { X-From: "{% 'spill' & 'way' %}" } }
`;
const tool = (name: string, path: string) => `---
kind: Tool
server: stock
name: ${name}
description: d
input: { type: object, properties: {} }
target: { type: http, url: ${path}, result: "{% $response.body %}" }
`;
const SERVICE = `import { createServer } from 'node:http';
createServer((request, response) => {
  if (request.url === '/health') return response.end('up');
  response.end(request.url + ' from ' + request.headers['x-from']);
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

/** The local stack takes longer to start on a busy machine than a hook may. */
const START_MS = 120_000;

describe('the variables of servers in the local stack', () => {
  let directory: TemporaryDirectory;
  let stack: TestStack;
  let catalog: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    catalog = join(directory.path, 'catalog');
    await mkdir(catalog);
    await writeFile(join(catalog, 'stock.yaml'), SERVER + tool('items', '/items'));
    await writeFile(join(catalog, 'stock.mjs'), SERVICE);
    const service = '{ name: stock, run: stock.mjs, port: 0, ready: /health, variable: stock.host }';
    await writeFile(join(catalog, 'local.yaml'), `services: [${service}]\n`);
    stack = await startTestStack({ catalog: [catalog], stateDirectory: join(directory.path, '.spillway') });
  }, START_MS);
  afterAll(async () => {
    await stack?.stop();
    await directory?.remove();
  });

  const call = async (name: string) =>
    JSON.stringify((await postJson(`${stack.endpoint}/mcp/stock`, modernCall(name))).json);

  test('have the address of a service whose port is free', async () => {
    expect(await call('items')).toContain('/v1/items from spillway');
  });

  test('have it for documents that are applied later, and another value where it is given', async () => {
    await writeFile(join(catalog, 'more.yaml'), tool('more', 'more?x=1').slice(4));

    const applied = await spillway(['apply', '-f', 'catalog/more.yaml', '--local'], directory.path);

    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(await call('more')).toContain('/v1/more?x=1 from spillway');

    const given = ['apply', '-f', 'catalog/stock.yaml', '--var', 'stock.host=127.0.0.1:1', '--local'];
    const moved = await spillway(given, directory.path);
    expect(moved.stdout).toContain('updated   Tool more');
  });

  test('are refused where they are given wrongly', async () => {
    const validate = (value: string) =>
      spillway(['validate', '-f', 'catalog/stock.yaml', '--var', value], directory.path);

    expect(await validate('host=1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected SERVER.NAME=VALUE'),
    });
    expect(await validate('stock.hst=1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('did you mean `host`'),
    });
    expect(await validate('stock.host=127.0.0.1:2')).toMatchObject({ code: 0 });
  });
});
