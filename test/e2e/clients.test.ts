import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v2 from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { spillway } from './support/command-line.ts';
import { startWorkshop, type Workshop } from './support/workshop.ts';

/** A tool whose entry in a list takes about 5 KB. */
const bookDocument = (name: string): string => `
kind: Tool
server: library
name: ${name}
description: ${'Once upon a time there was a tool. '.repeat(150)}
input: { type: object, properties: {} }
target: { type: static, text: The end. }
`;

interface PagedClient {
  listTools(params: { cursor?: string }): Promise<{ tools: { name: string }[]; nextCursor?: string | undefined }>;
}

async function allPages(client: PagedClient): Promise<readonly string[]> {
  const names: string[] = [];
  let params: { cursor?: string } | undefined = {};
  while (params) {
    const page: Awaited<ReturnType<PagedClient['listTools']>> = await client.listTools(params);
    names.push(...page.tools.map((tool) => tool.name));
    params = page.nextCursor === undefined ? undefined : { cursor: page.nextCursor };
  }
  return names;
}

const identity = { name: 'spillway-tests', version: '1.0.0' };

describe('real clients', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(() => workshop.stop());

  const urlOf = (server: string): URL => new URL(`/mcp/${server}`, workshop.endpoint);

  async function withV2<T>(
    mode: v2.VersionNegotiationMode,
    use: (client: v2.Client) => Promise<T>,
    server = 'workshop',
  ): Promise<T> {
    const client = new v2.Client(identity, { versionNegotiation: { mode } });
    await client.connect(new v2.StreamableHTTPClientTransport(urlOf(server)));
    return use(client).finally(() => client.close());
  }

  async function withV1<T>(use: (client: ClientV1) => Promise<T>, server = 'workshop'): Promise<T> {
    const client = new ClientV1(identity);
    const transport = new TransportV1(urlOf(server));
    // The SDK's own types disagree under exactOptionalPropertyTypes: its transport may have no session id, its interface may not.
    await client.connect(transport as Parameters<ClientV1['connect']>[0]);
    return use(client).finally(() => client.close());
  }

  test('the 2026-07-28 client is served by both functions, each as its rule says', async () => {
    const [seen, served] = await workshop.watch(() =>
      withV2({ pin: '2026-07-28' }, async (client) => ({
        version: client.getNegotiatedProtocolVersion(),
        instructions: client.getInstructions(),
        tools: (await client.listTools()).tools.map((tool) => tool.name),
        greeting: await client.callTool({ name: 'greet' }),
      })),
    );

    expect(seen.version).toBe('2026-07-28');
    expect(seen.instructions).toBe('Only for tests.');
    expect(seen.tools).toContain('order_parts');
    expect(seen.greeting.content).toEqual([{ type: 'text', text: 'Good morning!' }]);
    expect(served).toEqual([
      { method: 'POST', rule: 50, target: 'lambda', function: 'direct', status: 200 },
      { method: 'POST', rule: 50, target: 'lambda', function: 'direct', status: 200 },
      { method: 'POST', rule: 900, target: 'ip', function: 'stream', status: 200 },
    ]);
  });

  test('the 2026-07-28 client mirrors arguments into headers and checks structured content', async () => {
    const [result, served] = await workshop.watch(() =>
      withV2({ pin: '2026-07-28' }, async (client) => {
        await client.listTools();
        return client.callTool({ name: 'order_parts', arguments: { part: 'cog & wheel', site: 'Zürich' } });
      }),
    );

    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toEqual({
      method: 'POST',
      url: '/echo?site=Z%C3%BCrich',
      body: '{"part":"cog & wheel","amount":1}',
    });
    expect(served.at(-1)).toMatchObject({ rule: 900, target: 'ip', function: 'stream' });
  });

  test('the 2026-07-28 client finds the era by itself', async () => {
    const version = await withV2('auto', async (client) => client.getNegotiatedProtocolVersion());
    expect(version).toBe('2026-07-28');
  });

  test('the v2 client in its legacy era goes through stream alone, and its GET costs no function', async () => {
    const [seen, served] = await workshop.watch(() =>
      withV2('legacy', async (client) => ({
        version: client.getNegotiatedProtocolVersion(),
        tools: (await client.listTools()).tools.map((tool) => tool.name),
        order: await client.callTool({ name: 'order_parts', arguments: { part: 'cog', amount: 3 } }),
      })),
    );

    expect(seen.version).toBe('2025-11-25');
    expect(seen.tools).toContain('greet');
    expect(seen.order.structuredContent).toMatchObject({ body: '{"part":"cog","amount":3}' });
    expectLegacyService(served);
  });

  test('the v1 client goes through stream alone, and its GET costs no function', async () => {
    const [seen, served] = await workshop.watch(() =>
      withV1(async (client) => ({
        server: client.getServerVersion()?.name,
        instructions: client.getInstructions(),
        tools: (await client.listTools()).tools.map((tool) => tool.name),
        order: await client.callTool({ name: 'order_parts', arguments: { part: 'cog' } }),
        pong: await client.ping(),
      })),
    );

    expect(seen.server).toBe('workshop');
    expect(seen.instructions).toBe('Only for tests.');
    expect(seen.tools).toContain('order_parts');
    expect(seen.order.structuredContent).toMatchObject({ body: '{"part":"cog","amount":1}' });
    expect(seen.pong).toEqual({});
    expectLegacyService(served);
  });

  test('the command line mirrors into headers what a tool wants there', async () => {
    const words = ['call', 'workshop/order_parts', '--args', '{"part":"cog","site":"Zürich"}', '--local', '--json'];

    const called = await spillway(words, workshop.directory);

    expect(called).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(called.stdout).structuredContent.url).toContain('site=Z%C3%BCrich');
  });

  test('every client reads a list of several pages whole', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `book_${String(index).padStart(3, '0')}`);
    await writeFile(join(workshop.directory, 'library.yaml'), names.map(bookDocument).join('---\n'));
    const applied = await spillway(['apply', '-f', 'library.yaml', '--local'], workshop.directory);
    expect(applied).toMatchObject({ code: 0, stderr: '' });

    const [modern, byDirect] = await workshop.watch(() => withV2({ pin: '2026-07-28' }, allPages, 'library'));
    const [legacy, byStream] = await workshop.watch(() => withV1(allPages, 'library'));

    expect(modern).toEqual(names);
    expect(legacy).toEqual(names);
    // What lies between discovery and the end are the pages.
    expect(byDirect.filter(({ rule }) => rule === 50).length).toBeGreaterThan(2);
    expect(byStream.filter(({ function: name }) => name === 'stream').length).toBeGreaterThan(3);
  });

  test('every client learns of a wrong argument in words it can act on', async () => {
    const call = { name: 'order_parts', arguments: { part: 'cog', amount: 1000 } };
    const results = [
      await withV2({ pin: '2026-07-28' }, (client) => client.callTool(call)),
      await withV2('legacy', (client) => client.callTool(call)),
      await withV1((client) => client.callTool(call)),
    ];

    for (const result of results) {
      expect(result).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: expect.stringMatching(/amount.*100/) }],
      });
    }
  });

  test('every client learns that a tool does not exist', async () => {
    const call = { name: 'no_such_tool' };
    const unknown = { code: -32602, message: expect.stringContaining('no_such_tool') };

    await expect(withV2({ pin: '2026-07-28' }, (client) => client.callTool(call))).rejects.toMatchObject(unknown);
    await expect(withV2('legacy', (client) => client.callTool(call))).rejects.toMatchObject(unknown);
    await expect(withV1((client) => client.callTool(call))).rejects.toMatchObject(unknown);
  });

  /** Every POST by rule 900 to stream; any GET for a standing stream is refused by rule 10 and reaches no function. */
  function expectLegacyService(served: Awaited<ReturnType<Workshop['watch']>>[1]): void {
    const posts = served.filter(({ method }) => method === 'POST');
    const gets = served.filter(({ method }) => method === 'GET');
    for (const post of posts) expect(post).toMatchObject({ rule: 900, target: 'ip', function: 'stream' });
    expect(posts.map(({ status }) => status)).toContain(202);
    expect(gets).toEqual([{ method: 'GET', rule: 10, target: 'fixed-response', function: undefined, status: 405 }]);
  }
});
