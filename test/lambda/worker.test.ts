import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { createApp } from '../../lambda/app.ts';
import { openTable, publish } from '../../lambda/catalog/publish/index.ts';
import type { HttpHandler } from '../../lambda/edge/index.ts';
import type { JsonObject } from '../../lambda/json.ts';
import { TASKS_EXTENSION } from '../../lambda/mcp/meta.ts';
import { type AwsServer, answers, functionEnvironment, startAwsServer } from '../support/aws-server.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { SETTINGS as TEST_SETTINGS } from '../support/settings.ts';
import { createCatalogTable } from '../support/table-definition.ts';
import { META, modern, modernHeaders, tool } from './protocol/support/server.ts';

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };
const SETTINGS = {
  ...TEST_SETTINGS,
  table: 'catalogue',
  catalog: { refreshSeconds: 5, staleSeconds: 60, cacheEntries: 10 },
  upstreams: { allowedNetworks: ['127.0.0.0/8'] },
  state: { table: 'state', signingSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:signing-AbCdEf' },
};
const WORKER = 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live';

let tables: StartedTable;
let lambda: AwsServer;
let upstream: Server;
/** Requests at the upstream that wait for an answer. */
let waiting: ServerResponse[];
/** The function that agents ask, which starts the worker. */
let stream: HttpHandler;
let worker: typeof import('../../lambda/worker.ts');
/** What the functions write to their logs. */
let logged: string[];
const environment = process.env;

beforeAll(async () => {
  tables = await startDynalite(SETTINGS.table);
  await createCatalogTable({ ...tables, table: SETTINGS.state.table });
  lambda = await startAwsServer();
  lambda.behaviours = [answers(202, '')];
  upstream = createServer((_request, response) => void waiting.push(response)).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  await publishTool(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/report`);
  process.env = {
    ...environment,
    ...functionEnvironment(tables.endpoint),
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
    SPILLWAY_SETTINGS: JSON.stringify(SETTINGS),
  };
  stream = createApp({ ...SETTINGS, state: { ...SETTINGS.state, worker: WORKER } });
  worker = await import('../../lambda/worker.ts');
});
beforeEach(() => {
  waiting = [];
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  process.env = environment;
  upstream.closeAllConnections();
  upstream.close();
  await lambda.close();
  await tables.stop();
});

async function publishTool(url: string): Promise<void> {
  const table = openTable(tables);
  const report = tool({
    name: 'report',
    task: 'required',
    target: { type: 'http', method: 'GET', url, result: '{% $response.body %}' },
  });
  await publish(table, { server: 'test', documents: [report], prune: false });
  table.close();
}

/** Sends a request of a client that knows tasks; resolves with the result. */
async function send(method: string, params: JsonObject) {
  const capabilities = { extensions: { [TASKS_EXTENSION]: {} } };
  const _meta = { ...META, 'io.modelcontextprotocol/clientCapabilities': capabilities };
  const named = { 'content-type': 'application/json', 'mcp-name': String(params.taskId ?? params.name) };
  const headers = modernHeaders(method, named);
  const body = JSON.stringify(modern(method, { ...params, _meta }));
  const answer = await stream({ method: 'POST', path: '/mcp/test', headers, body, remainingMs: 60_000, streams: true });
  return JSON.parse(answer.body).result;
}

/** Calls the tool; resolves with the task, and with the event that Lambda was given for the worker. */
async function create(): Promise<{ readonly taskId: string; readonly event: unknown }> {
  const { taskId } = await send('tools/call', { name: 'report', arguments: {} });
  return { taskId, event: JSON.parse(lambda.seen.at(-1)?.body ?? '') };
}

/** Resolves when the worker asks the upstream. */
async function asked(): Promise<ServerResponse> {
  while (waiting[0] === undefined) await once(upstream, 'request');
  return waiting[0];
}

describe('the function worker', () => {
  test('runs the task that its event names, and whoever asks has the result', async () => {
    const { taskId, event } = await create();
    const working = worker.handler(event, CONTEXT);
    const response = await asked();
    expect((await send('tasks/get', { taskId })).status).toBe('working');
    response.setHeader('content-type', 'application/json').end('"42 orders"');
    await working;
    expect(await send('tasks/get', { taskId })).toMatchObject({
      status: 'completed',
      result: { content: [{ type: 'text', text: '42 orders' }] },
    });
    const lines = logged.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { message: 'task attempt started', taskId, attempt: 1 },
      { message: 'task attempt ended', taskId, attempt: 1, end: 'result' },
    ]);
  });

  test('runs it once, though the event comes again', async () => {
    const { event } = await create();
    const working = worker.handler(event, CONTEXT);
    (await asked()).setHeader('content-type', 'application/json').end('"once"');
    await working;
    await worker.handler(event, CONTEXT);
    expect(waiting).toHaveLength(1);
  });

  test('is done soon after a task was cancelled, though the upstream answers never', async () => {
    const { taskId, event } = await create();
    const working = worker.handler(event, CONTEXT);
    await asked();
    await send('tasks/cancel', { taskId });
    await working;
    expect((await send('tasks/get', { taskId })).status).toBe('cancelled');
  });

  test('ends a task that an invocation has no time for with a result that says so', async () => {
    const { taskId, event } = await create();
    await worker.handler(event, { getRemainingTimeInMillis: () => 10_100 });
    const { status, result } = await send('tasks/get', { taskId });
    expect([status, result.isError]).toEqual(['completed', true]);
  });

  test('fails for an event that names no task, so that Lambda tells of it', async () => {
    await expect(worker.handler({ Records: [] }, CONTEXT)).rejects.toThrow('does not name a task');
  });
});
