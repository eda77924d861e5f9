import { setTimeout as pause } from 'node:timers/promises';
import * as v2 from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { SpillwayClient } from '../../../client/index.ts';
import type { LocalStackOptions } from '../../../local/index.ts';
import { spillway } from '../support/command-line.ts';
import { type AgentRequest, legacy, modern, modernCall, postJson } from '../support/requests.ts';
import { startStageStack, type TestStack } from '../support/stack.ts';
import { type Gate, gate, line } from './support/rows.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './support/upstream.ts';
import { asJsonLines, eagerCall, open, partialTexts, textOf } from './support/wire.ts';

/** For the start of a stack, on a machine that is busy with other tests. */
const SLOW_MS = 120_000;
/** Whole calls that pass a response, before it counts as held. */
const CALLS_BETWEEN = 20;
/** Time between two rows in which nothing happens. */
const LULL_MS = 100;
/** Rows of an upstream that sends them all at once. */
const ROWS = 2_000;
const EVERY_FAULT = { holdsSmallChunks: true, neverEndsEmpty: true, renamesContentLength: true };

const stageWith = (streaming: string) => `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: {} }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
streaming: ${streaming}
`;

const documentsAt = (port: number) => `
kind: Server
server: depot
subscriptions: { listChanged: true, maxSeconds: 60 }
---
kind: Tool
server: depot
name: lines
description: Lines, one after the other.
input: { type: object, properties: { path: { type: string } }, required: [path] }
limits: { timeoutMs: 60000 }
target: { type: http, url: "http://127.0.0.1:${port}/{path}", stream: ndjson, retries: 0 }
---
kind: Tool
server: depot
name: count
description: The stock of a part.
input: { type: object }
target: { type: static, text: "7" }
`;

let upstream: ScriptedUpstream;
let stack: TestStack;
let url: string;

async function start(streaming: string, faults: LocalStackOptions['faults'] = {}): Promise<void> {
  upstream = await startScriptedUpstream();
  stack = await startStageStack(
    { name: 'hedged', stage: stageWith(streaming), documents: documentsAt(upstream.port) },
    { faults },
  );
  url = `${stack.endpoint}/mcp/depot`;
}

async function stop(): Promise<void> {
  await stack.stop();
  await upstream.close();
}

/** An upstream that sends one row, and another when the test opens the gate. */
function twoRows(): { readonly path: string; readonly door: Gate; readonly sent: Promise<void> } {
  const [door, sent] = [gate(), gate()];
  const path = upstream.behave(async (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(line({ n: 1 }), () => sent.open());
    await door.opened;
    response.end(line({ n: 2 }));
  });
  return { path, door, sent: sent.opened };
}

/** Calls that take the same way, and are answered. */
async function callsPass(): Promise<'passed'> {
  for (let count = 0; count < CALLS_BETWEEN; count += 1) {
    expect((await postJson(url, modernCall('count'))).json.result).toMatchObject({ content: [{ text: '7' }] });
  }
  return 'passed';
}

/** Sends a notification; `over` settles with the body. */
async function notify() {
  const leave = new AbortController();
  const { headers } = legacy('notifications/initialized');
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  const response = await fetch(url, { method: 'POST', headers, body, signal: leave.signal });
  return { response, over: response.text(), leave: () => leave.abort() };
}

const ENCODINGS: readonly (readonly [string, (path: string) => AgentRequest])[] = [
  ['SSE', (path) => eagerCall('lines', { path })],
  ['JSON lines', (path) => asJsonLines(modernCall('lines', { path }))],
];

describe.each([
  ['by default', '{}', { holdsSmallChunks: true, neverEndsEmpty: true }, ['0', '']],
  ['with a newline in empty bodies', '{ emptyBody: newline }', EVERY_FAULT, [null, '\n']],
] as const)('%s, against what AWS is reported to do', (_, streaming, faults, empty) => {
  beforeAll(() => start(streaming, faults), SLOW_MS);
  afterAll(stop);

  test.each(ENCODINGS)('a row arrives while the tool waits for the next (%s)', async (_name, requestOf) => {
    const { path, door } = twoRows();
    const wire = await open(url, requestOf(path));

    expect(textOf(await wire.next())).toBe('{"n":1}');

    door.open();
    const rest = await wire.rest();
    expect(partialTexts(rest)).toEqual(['{"n":2}']);
    expect(textOf(rest.at(-1) ?? {})).toBe('[{"n":1},{"n":2}]');
  });

  test('the answer to a notification ends', async () => {
    const { response, over } = await notify();

    expect(response.status).toBe(202);
    expect([response.headers.get('content-length'), await over]).toEqual(empty);
  });

  test('a subscription is acknowledged while it stays open', async () => {
    const wire = await open(url, modern('subscriptions/listen', { notifications: { toolsListChanged: true } }));

    expect(await wire.next()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    await wire.hangUp();
  });

  test('SDK 1.x connects, and reports progress while the tool runs', async () => {
    const { path, door } = twoRows();
    const client = new Client({ name: 'spillway-tests', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    const progress: number[] = [];
    const reported = gate();

    const call = client.callTool({ name: 'lines', arguments: { path } }, undefined, {
      onprogress: (report) => {
        progress.push(report.progress);
        reported.open();
      },
    });
    await reported.opened;
    expect(progress).toEqual([1]);

    door.open();
    expect(await call).toMatchObject({ content: [{ text: '[{"n":1},{"n":2}]' }] });
    await client.close();
  });

  test('SDK 2.x connects, and reports progress while the tool runs', async () => {
    const { path, door } = twoRows();
    const client = new v2.Client({ name: 'spillway-tests', version: '1.0.0' });
    await client.connect(new v2.StreamableHTTPClientTransport(new URL(url)));
    const reported = gate();

    const call = client.callTool({ name: 'lines', arguments: { path } }, { onprogress: () => reported.open() });
    await reported.opened;

    door.open();
    expect(await call).toMatchObject({ content: [{ text: '[{"n":1},{"n":2}]' }] });
    await client.close();
  });

  test('SpillwayClient receives the row, and then the result', async () => {
    const { path, door } = twoRows();
    const types: string[] = [];

    for await (const part of new SpillwayClient({ url: stack.endpoint }).call('depot', 'lines', { path })) {
      types.push(part.type);
      door.open();
    }

    expect(types).toEqual(['partial', 'partial', 'result']);
  });

  test(
    'the command line prints each part, and nothing of a filler',
    async () => {
      const { path, door, sent } = twoRows();
      void sent.then(() => pause(LULL_MS)).then(() => door.open());

      const words = ['call', 'depot/lines', '--args', JSON.stringify({ path }), '--stream', '--local'];
      const { code, stdout, stderr } = await spillway(words, stack.directory);

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const types: string[] = stdout
        .trimEnd()
        .split('\n')
        .map((part) => JSON.parse(part).type);
      expect(types.filter((type) => type !== 'progress')).toEqual(['partial', 'partial', 'result']);
    },
    SLOW_MS,
  );

  test('rows in one go cost few fillers, and rows that come alone one each', async () => {
    const burst = upstream.behave((response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.end(Array.from({ length: ROWS }, (_, n) => line({ n })).join(''));
    });
    const drops = upstream.behave(async (response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for (let n = 0; n < 5; n += 1) {
        response.write(line({ n }));
        await pause(LULL_MS);
      }
      response.end();
    });
    const emptyLines = async (path: string) => {
      const { headers, body } = asJsonLines(modernCall('lines', { path }));
      const lines = (await (await fetch(url, { method: 'POST', headers, body })).text()).split('\n').slice(0, -1);
      return lines.filter((text) => text === '').length;
    };

    expect(await emptyLines(burst)).toBeLessThan(ROWS / 20);
    expect(await emptyLines(drops)).toBe(5);
  });
});

describe('without the hedges, against what AWS is reported to do', () => {
  beforeAll(() => start('{ flush: none }', EVERY_FAULT), SLOW_MS);
  afterAll(stop);

  test.each(ENCODINGS)('a row waits for the next (%s)', async (_name, requestOf) => {
    const { path, door, sent } = twoRows();
    const wire = await open(url, requestOf(path));
    const row = wire.next().then(textOf);
    await sent;

    expect(await Promise.race([row, callsPass()])).toBe('passed');

    door.open();
    expect(await row).toBe('{"n":1}');
    expect(partialTexts(await wire.rest())).toEqual(['{"n":2}']);
  });

  test('the answer to a notification does not end', async () => {
    const { response, over, leave } = await notify();
    const ending = over.catch(() => 'cut');

    expect([response.status, response.headers.get('content-length')]).toEqual([202, null]);
    expect(await Promise.race([ending, callsPass()])).toBe('passed');

    leave();
    expect(await ending).toBe('cut');
  });
});
