import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { applyDocuments, openTable } from '../../../lambda/catalog/publish/index.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { publishCatalog } from '../../../local/catalog/index.ts';
import { followPorts, movePorts } from '../../../local/services/index.ts';
import { startDynalite } from '../../support/dynalite.ts';
import { scratch } from '../support/scratch.ts';

const directory = scratch();

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const service = (port: number) => ({
  name: 's',
  program: 's.ts',
  directory: '/shop',
  port,
  ready: '/',
  file: 'local.yaml',
});

test('a service leaves a port that is in use, and keeps a free one', async () => {
  const { server, port } = await listen();

  const busy = await movePorts([service(port)]);
  await new Promise((resolve) => server.close(resolve));
  const free = await movePorts([service(port)]);

  expect(busy.moved).toEqual([{ directory: '/shop', from: port, to: expect.any(Number) }]);
  expect(busy.moved[0]?.to).not.toBe(port);
  expect(busy.specs).toEqual([service(busy.moved[0]?.to ?? 0)]);
  expect(free).toEqual({ specs: [service(port)], moved: [] });
});

test('its documents follow, and nothing else in them', () => {
  const moved = [{ directory: '/shop', from: 8790, to: 9999 }];
  const document = {
    hosts: ['127.0.0.1:8790', 'localhost:8790', 'example.com:8790', '127.0.0.1:87901', '127.0.0.1'],
    target: { url: 'http://127.0.0.1:8790/a/{b}', other: 'http://my-localhost:8790/', retries: 8790 },
  };

  expect(followPorts(document, moved)).toEqual({
    hosts: ['127.0.0.1:9999', 'localhost:9999', 'example.com:8790', '127.0.0.1:87901', '127.0.0.1'],
    target: { url: 'http://127.0.0.1:9999/a/{b}', other: 'http://my-localhost:8790/', retries: 8790 },
  });
});

test('the local stack publishes the documents with the ports on which the services run', async () => {
  const started = await startDynalite();
  const shop = directory.inside('shop');
  const other = directory.inside('other');
  const write = (place: string, server: string, port: number) => {
    mkdirSync(place, { recursive: true });
    const tool = { kind: 'Tool', server, name: 't', description: 'D', input: { type: 'object', properties: {} } };
    const target = { type: 'http', url: `http://127.0.0.1:${port}/a` };
    writeFileSync(join(place, 'tools.json'), JSON.stringify({ ...tool, target }));
    writeFileSync(join(place, 'package.json'), '{ "name": "shop" }');
  };
  write(shop, 'shop', 8790);
  write(other, 'other', 8790);
  const stage = { functions: [], tables: {}, roles: [], allowedNetworks: ['127.0.0.0/8'], loopback: true };
  const moved = [{ directory: shop, from: 8790, to: 9999 }];
  const lines: string[] = [];

  const { credentials = { accessKeyId: 'a', secretAccessKey: 'b' } } = started;
  const where = { ...started, credentials, stage, areExamples: false, moved };

  await publishCatalog([shop, other], where, (line) => lines.push(line));

  write(shop, 'shop', 9999);
  const table = openTable(started);
  const results = await applyDocuments({ table, paths: [shop, other], targets: targetTypes });
  table.close();
  await started.stop();
  expect(results.map(({ published }) => published)).toEqual([false, false]);
  expect(lines).toContainEqual(expect.stringContaining('note: skipped 2 files without `kind`: '));
});
