import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { serveMcpServer } from '../../toolkit/index.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { invoke } from '../toolkit/support.ts';

/** An MCP server as somebody had it before Spillway. */
function createShop(): McpServer {
  const server = new McpServer({ name: 'shop', version: '1.0.0' });
  const inputSchema = z.object({ article: z.string() });
  for (const name of ['find_price', 'order']) {
    server.registerTool(name, { description: `Does ${name}.`, inputSchema }, async () => ({ content: [] }));
  }
  return server;
}

describe('spillway import', () => {
  let table: StartedTable;
  let lambda: Server;
  let directory: string;

  beforeAll(async () => {
    table = await startDynalite();
    lambda = createServer(async (request, response) => {
      const body = JSON.parse(await text(request));
      if (!request.url?.includes('shop')) {
        response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{"Message":"none"}');
        return;
      }
      const lines = await invoke(serveMcpServer(createShop()), body);
      response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }).listen(0, '127.0.0.1');
    await once(lambda, 'listening');
    directory = mkdtempSync(join(tmpdir(), 'spillway-import-'));
    const { endpoint: tableEndpoint, table: name, region, credentials } = table;
    const lambdaEndpoint = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
    const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}:live`;
    const functions = { shop: arn('shop'), gone: arn('gone') };
    const stack = {
      endpoint: 'http://x',
      table: name,
      tableEndpoint,
      region,
      credentials,
      lambdaEndpoint,
      functions,
      pid: process.pid,
    };
    mkdirSync(join(directory, '.spillway'));
    writeFileSync(join(directory, '.spillway', 'local.json'), JSON.stringify(stack));
  });
  afterAll(async () => {
    lambda.closeAllConnections();
    lambda.close();
    await table.stop();
    rmSync(directory, { recursive: true });
  });

  async function run(...args: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const context = { stdout: (line: string) => out.push(line), stderr: (line: string) => err.push(line) };
    const code = await runCommandLine(args, { ...context, directory, fetch, targets: targetTypes });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test('publishes the tools of an SDK server in one command, and nothing when nothing changed', async () => {
    expect(await run('import', 'shop', '--server', 'market', '--local')).toEqual({
      code: 0,
      out: 'market: version 1 is published (2 created)\n  created   Tool find_price\n  created   Tool order',
      err: '',
    });
    expect((await run('import', 'shop', '--server', 'market', '--local')).out).toContain('nothing to publish');
    expect((await run('list', 'market', '--local')).out).toContain('Does find_price.');
  });

  test.each([
    ['a function that the stage does not have', ['none'], 1, 'the stage has no function none; it has: shop, gone'],
    ['a function that is not deployed', ['gone'], 1, 'there is no function arn:aws'],
    ['two places at once', ['shop', '--arn', 'x'], 2, 'either --local or --arn'],
  ])('%s', async (_what, words, code, message) => {
    expect(await run('import', ...words, '--server', 'market', '--local')).toMatchObject({
      code,
      err: expect.stringContaining(message),
    });
  });
});
