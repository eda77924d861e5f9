import { jest } from '@jest/globals';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { LIST_DOCUMENT, type McpServer, serveMcpServer } from '../../toolkit/index.ts';
import { callDocument, FakeStream, invoke, turns } from './support.ts';

const IDENTITY = { name: 'ranks', version: '1.0.0' };
const CAPABILITIES = { capabilities: { logging: {} } };
const QUESTION = { message: 'Sure?', requestedSchema: { type: 'object' as const, properties: {} } };

/** The steps of the tools, in order. */
const done: string[] = [];
let release: () => void;
let released: Promise<void>;

function createV1(): McpServer {
  const server = new McpServerV1(IDENTITY, CAPABILITIES);
  const description = 'Ranks a country';
  server.registerTool('rank', { description, inputSchema: { country: z.string() } }, async ({ country }, extra) => {
    const progressToken = extra._meta?.progressToken ?? 0;
    const tell = (progress: number) =>
      extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 2 } });
    await tell(1);
    done.push('one');
    await server.sendLoggingMessage({ level: 'info', data: 'half', logger: 'rank' });
    await tell(2);
    return { content: [{ type: 'text', text: country }] };
  });
  server.registerTool('ask', {}, async () => {
    done.push('before');
    const { action } = await server.server.elicitInput(QUESTION);
    done.push('after');
    return { content: [{ type: 'text', text: action }] };
  });
  server.registerTool('throw', {}, async () => {
    throw new Error('no such rank');
  });
  server.registerTool('hang', {}, async () => {
    await released;
    return { content: [] };
  });
  return server;
}

function createV2(): McpServer {
  const server = new McpServerV2(IDENTITY, CAPABILITIES);
  const inputSchema = z.object({ country: z.string() });
  server.registerTool('rank', { description: 'Ranks a country', inputSchema }, async ({ country }, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken ?? 0;
    const tell = (progress: number) =>
      mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 2 } });
    await tell(1);
    done.push('one');
    await mcpReq.log('info', 'half', 'rank');
    await tell(2);
    return { content: [{ type: 'text', text: country }] };
  });
  server.registerTool('ask', {}, async ({ mcpReq }) => {
    done.push('before');
    const { action } = await mcpReq.elicitInput(QUESTION);
    done.push('after');
    return { content: [{ type: 'text', text: action }] };
  });
  server.registerTool('throw', {}, async () => {
    throw new Error('no such rank');
  });
  server.registerTool('hang', {}, async () => {
    await released;
    return { content: [] };
  });
  return server;
}

beforeEach(() => {
  done.length = 0;
  released = new Promise((resolve) => {
    release = resolve;
  });
});
afterEach(() => release());

const resultOf = (text: string) => ({ type: 'result', result: { content: [{ type: 'text', text }] } });

describe.each([
  ['v1, one server for all calls', createV1()],
  ['v1, a server for each call', createV1],
  ['v2, one server for all calls', createV2()],
  ['v2, a server for each call', createV2],
])('a server of SDK %s', (_, server) => {
  const handler = serveMcpServer(server);

  test('streams what a tool reports and logs, then its result, call after call', async () => {
    for (const country of ['Peru', 'Chad']) {
      expect(await invoke(handler, callDocument({ arguments: { country } }))).toEqual([
        { type: 'progress', progress: 1, total: 2 },
        { type: 'log', level: 'info', data: 'half', logger: 'rank' },
        { type: 'progress', progress: 2, total: 2 },
        resultOf(country),
      ]);
    }
  });

  test('waits with a tool until what it reported has left', async () => {
    const stream = new FakeStream();
    stream.takesMore = false;
    const running = handler(callDocument({ arguments: { country: 'Peru' } }), stream);
    await turns(20);
    expect([stream.written.length, done]).toEqual([1, []]);
    stream.takesMore = true;
    stream.drain();
    await running;
    expect(done).toEqual(['one']);
  });

  test('asks the caller what a tool asks its client, and calls the tool again with the answer', async () => {
    const asked = await invoke(handler, callDocument({ tool: 'ask' }));
    expect(asked).toMatchObject([
      {
        type: 'input_required',
        inputRequests: { 'elicitation-1': { method: 'elicitation/create', params: QUESTION } },
      },
    ]);
    await turns();
    done.length = 0;
    const inputResponses = { 'elicitation-1': { action: 'decline' } };
    expect(await invoke(handler, callDocument({ tool: 'ask', inputResponses }))).toEqual([resultOf('decline')]);
    expect(done).toEqual(['before', 'after']);
  });

  test('is told what each caller can be asked, and asks no more', async () => {
    const form = { 'elicitation-1': { method: 'elicitation/create' } };
    const refused = { type: 'result', result: { isError: true } };
    for (const [clientCapabilities, expected] of [
      [{}, refused],
      [{ elicitation: {} }, { type: 'input_required', inputRequests: form }],
      [{ elicitation: { url: {} }, sampling: {} }, refused],
      [{ elicitation: { form: {} } }, { type: 'input_required', inputRequests: form }],
      [undefined, { type: 'input_required', inputRequests: form }],
    ]) {
      expect(await invoke(handler, callDocument({ tool: 'ask', clientCapabilities }))).toMatchObject([expected]);
    }
  });

  test("passes a tool's own errors on", async () => {
    const lines = await invoke(handler, callDocument({ tool: 'throw' }));
    expect(lines).toMatchObject([{ type: 'result', result: { content: [{ text: 'no such rank' }], isError: true } }]);
  });

  test('tells of a tool that is not there', async () => {
    const [line] = await invoke(handler, callDocument({ tool: 'nothing' }));
    expect(JSON.stringify(line)).toMatch(/[Tt]ool nothing not found/);
  });

  test('is ended at the deadline, and answers the next call', async () => {
    const lines = await invoke(handler, callDocument({ tool: 'hang', deadline: Date.now() + 200 }));
    expect(lines).toEqual([{ type: 'failed', message: expect.stringContaining('took too long') }]);
    expect(await invoke(handler, callDocument({ arguments: { country: 'Mali' } }))).toHaveLength(4);
  });

  test('lists its tools', async () => {
    const [line] = await invoke(handler, LIST_DOCUMENT);
    expect(line).toMatchObject({ type: 'tools' });
    const tools = line?.type === 'tools' ? line.tools : [];
    expect(tools.map(({ name }) => name)).toEqual(['rank', 'ask', 'throw', 'hang']);
  });
});

test('what a call leaves running speaks to no other caller', async () => {
  const server = new McpServerV1(IDENTITY, CAPABILITIES);
  const asked: unknown[] = [];
  server.registerTool('leave', { inputSchema: { who: z.string() } }, ({ who }) => {
    const later = async () => {
      await released;
      await server.sendLoggingMessage({ level: 'info', data: who });
      asked.push(await server.server.elicitInput(QUESTION).catch(String));
    };
    later();
    return { content: [] };
  });
  server.registerTool('wait', {}, async () => {
    release();
    await turns(20);
    await server.sendLoggingMessage({ level: 'info', data: 'own' });
    return { content: [{ type: 'text', text: 'waited' }] };
  });
  const handler = serveMcpServer(server);
  await invoke(handler, callDocument({ tool: 'leave', arguments: { who: 'a stranger' } }));
  const inputResponses = { 'elicitation-1': { action: 'accept', content: {} } };
  expect(await invoke(handler, callDocument({ tool: 'wait', inputResponses }))).toEqual([
    { type: 'log', level: 'info', data: 'own' },
    resultOf('waited'),
  ]);
  expect(asked).toEqual([expect.stringContaining('is not supported here')]);
});

test('a server that cannot be made is a mistake, which the log tells', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => {});
  const handler = serveMcpServer(() => {
    throw new Error('no database');
  });
  expect(await invoke(handler, callDocument())).toMatchObject([{ type: 'failed' }]);
  expect(String(logged.mock.calls[0]?.[0])).toContain('no database');
  logged.mockRestore();
});
