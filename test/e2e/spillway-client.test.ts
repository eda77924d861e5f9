import { setTimeout as pause } from 'node:timers/promises';
import { type FromSchema, type Question, RequestRefused, SpillwayClient, type TaskPart } from '../../client/index.ts';
import { startStageStack, type TestStack } from './support/stack.ts';
import { answerJson, startUpstream, type Upstream } from './support/upstream.ts';

/** For the start of all processes, on a machine that is busy with other tests. */
const SLOW_MS = 120_000;
const ROWS = ['Asia', 'Europe', 'Oceania'];
const YES = { action: 'accept', content: {} };

const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: {} }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const COUNT_SCHEMA = {
  type: 'object',
  properties: { count: { type: 'integer' }, unit: { enum: ['part', 'box'] } },
  required: ['count'],
} as const;

const documentsAt = (port: number) => `
kind: Server
server: depot
---
kind: Tool
server: depot
name: regions
description: Regions, one after the other.
input: { type: object }
limits: { timeoutMs: 60000 }
target: { type: http, url: "http://127.0.0.1:${port}/regions", stream: ndjson }
---
kind: Tool
server: depot
name: count
description: The stock of a part.
input: { type: object, properties: { part: { type: string } } }
output: ${JSON.stringify(COUNT_SCHEMA)}
target: { type: static, json: { count: 7, unit: box } }
---
kind: Tool
server: depot
name: locate
description: Finds a part.
input: { type: object, properties: { part: { type: string, x-mcp-header: Part } }, required: [part] }
target: { type: static, text: "{% 'Shelf of ' & $args.part %}" }
---
kind: Tool
server: depot
name: scrap
description: Scraps a part.
input: { type: object, properties: { part: { type: string }, reason: { type: string } }, required: [part, reason] }
annotations: { readOnlyHint: false, destructiveHint: true }
ask: { reason: Why is it scrapped? }
confirm: "{% 'Scrap ' & $args.part & '?' %}"
target: { type: static, text: "{% 'Scrapped: ' & $args.reason %}" }
---
kind: Tool
server: depot
name: inventory
description: Counts everything.
input: { type: object }
limits: { timeoutMs: 60000 }
task: required
target: { type: http, method: GET, url: "http://127.0.0.1:${port}/inventory", result: "{% $response.body %}" }
---
kind: Tool
server: depot
name: endless
description: Never ends by itself.
input: { type: object }
limits: { timeoutMs: 60000 }
task: required
target: { type: http, method: GET, url: "http://127.0.0.1:${port}/endless" }
---
kind: Resource
server: depot
uri: depot://map
name: map
mimeType: text/plain
text: A map.
---
kind: Resource
server: depot
uriTemplate: depot://shelves/{shelf}
name: shelf
text: "{% 'Shelf ' & $args.shelf %}"
completions: { shelf: [north, south] }
---
kind: Prompt
server: depot
name: review
description: Asks for a review of a part.
arguments: [{ name: part, required: true }]
messages: [{ role: user, content: { type: text, text: "{% 'Review the ' & $args.part & '.' %}" } }]
`;

/** Sends a row at the test's request. */
class Rows {
  #send: ((row: string | undefined) => void) | undefined;

  async next(row: string | undefined): Promise<void> {
    while (this.#send === undefined) await pause(5);
    this.#send(row);
  }

  serveTo(send: (row: string | undefined) => void): void {
    this.#send = send;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('SpillwayClient at the local stack', () => {
  let rows: Rows;
  let upstream: Upstream;
  let stack: TestStack;
  let client: SpillwayClient;

  beforeAll(async () => {
    rows = new Rows();
    upstream = await startUpstream((path) => {
      if (path === '/regions') {
        return (response) => {
          response.setHeader('content-type', 'application/x-ndjson');
          rows.serveTo((row) => (row === undefined ? response.end() : response.write(`"${row}"\n`)));
        };
      }
      return path === '/inventory' ? (response) => answerJson(response, '7 parts') : () => undefined;
    });
    stack = await startStageStack({ name: 'client', stage: STAGE, documents: documentsAt(upstream.port) });
    client = new SpillwayClient({ url: `${stack.endpoint}/mcp` });
  }, SLOW_MS);
  afterAll(async () => {
    await stack.stop();
    await upstream.close();
  });

  test('receives each row before the next one is made, and then the whole result', async () => {
    const parts = client.call('depot', 'regions', {}, { progress: true })[Symbol.asyncIterator]();
    const seen: string[] = [];
    const types: string[] = [];

    const [, served] = await stack.watch(async () => {
      for (const row of ROWS) {
        const next = parts.next();
        await rows.next(row);
        let { value } = await next;
        while (value?.type === 'progress') ({ value } = await parts.next());
        if (value?.type === 'partial')
          seen.push(...value.content.map((block) => (block.type === 'text' ? block.text : '')));
      }
      await rows.next(undefined);
      for (let next = await parts.next(); !next.done; next = await parts.next()) types.push(next.value.type);
    });

    expect(seen).toEqual(ROWS);
    expect(types.at(-1)).toBe('result');
    expect(served).toMatchObject([{ method: 'POST', function: 'stream', status: 200 }]);
  });

  test('types the structured content by the schema', async () => {
    const call = client.call<FromSchema<typeof COUNT_SCHEMA>>('depot', 'count', { part: 'cog' });
    const { structuredContent, isError } = await call.result();

    const count: number | undefined = structuredContent?.count;
    expect([count, structuredContent?.unit, isError ?? false]).toEqual([7, 'box', false]);
  });

  test('looks mirrored arguments up once', async () => {
    const [texts, served] = await stack.watch(async () => {
      const own = new SpillwayClient({ url: stack.endpoint });
      const found = [];
      for (const part of ['cog', 'Zürich']) found.push((await own.call('depot', 'locate', { part }).result()).content);
      return found;
    });

    expect(texts).toEqual([[{ type: 'text', text: 'Shelf of cog' }], [{ type: 'text', text: 'Shelf of Zürich' }]]);
    expect(served.map(({ function: name, status }) => [name, status])).toEqual([
      ['stream', 400],
      ['direct', 200],
      ['stream', 200],
      ['stream', 200],
    ]);
  });

  test('answers what a tool asks', async () => {
    const asked: Question[] = [];
    const answer = (question: Question) => {
      asked.push(question);
      return question.key === 'spillway/ask' ? { action: 'accept', content: { reason: 'broken' } } : YES;
    };

    const { content } = await client.call('depot', 'scrap', { part: 'cog' }, { answer }).result();

    expect(asked.map(({ params }) => params.message)).toEqual(['Why is it scrapped?', 'Scrap cog?']);
    expect(content).toEqual([{ type: 'text', text: 'Scrapped: broken' }]);
  });

  test('says what to do where nobody answers', async () => {
    const failed = client.call('depot', 'scrap', { part: 'cog' }).result();

    await expect(failed).rejects.toMatchObject({
      code: -32021,
      message: expect.stringMatching(/elicitation.*"answer"/),
    });
    await expect(failed).rejects.toBeInstanceOf(RequestRefused);
  });

  test(
    'follows a task to its result',
    async () => {
      const parts = await collect(client.call('depot', 'inventory'));

      expect(parts.map((part) => (part.type === 'task' ? part.status : part.type))).toEqual(
        expect.arrayContaining(['working', 'completed', 'result']),
      );
      expect(parts.at(-1)).toMatchObject({ result: { content: [{ type: 'text', text: '7 parts' }] } });
    },
    SLOW_MS,
  );

  test(
    'cancels the task of a call that is aborted, and lets go on the task whose loop is left',
    async () => {
      const reason = new Error('enough');
      const start = async (controller: AbortController): Promise<readonly [TaskPart, AsyncIterator<unknown>]> => {
        const parts = client.call('depot', 'endless', {}, { signal: controller.signal })[Symbol.asyncIterator]();
        const { value } = await parts.next();
        if (value?.type !== 'task') throw new Error('the call did not become a task');
        return [value, parts];
      };
      const controller = new AbortController();
      const [aborted, parts] = await start(controller);
      const [left, others] = await start(new AbortController());

      controller.abort(reason);
      await expect(parts.next()).rejects.toBe(reason);
      await others.return?.();

      expect((await client.task('depot', aborted.taskId).get()).status).toBe('cancelled');
      const task = client.task('depot', left.taskId);
      expect((await task.get()).status).toBe('working');
      await task.cancel();
      await expect(task.follow().result()).rejects.toMatchObject({ name: 'TaskCancelled', taskId: left.taskId });
    },
    SLOW_MS,
  );

  test('lists everything, reads, gets prompts, completes and discovers', async () => {
    const names = async (list: AsyncIterable<{ readonly name: string }>) =>
      (await collect(list)).map(({ name }) => name);

    expect(await names(client.tools('depot'))).toEqual(['count', 'endless', 'inventory', 'locate', 'regions', 'scrap']);
    expect(await names(client.resources('depot'))).toEqual(['map']);
    expect(await names(client.resourceTemplates('depot'))).toEqual(['shelf']);
    expect(await names(client.prompts('depot'))).toEqual(['review']);
    expect((await client.read('depot', 'depot://shelves/north')).contents).toMatchObject([{ text: 'Shelf north' }]);
    expect((await client.prompt('depot', 'review', { part: 'cog' })).messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Review the cog.' } },
    ]);
    const ref = { type: 'ref/resource', uri: 'depot://shelves/{shelf}' } as const;
    expect((await client.complete('depot', ref, { name: 'shelf', value: 'n' })).values).toEqual(['north']);
    expect((await client.discover('depot')).supportedVersions).toContain('2026-07-28');
  });

  test('reports a tool and a server that do not exist', async () => {
    await expect(client.call('depot', 'none').result()).rejects.toMatchObject({ code: -32602, actor: 'caller' });
    await expect(client.discover('none')).rejects.toMatchObject({ status: 404 });
  });
});
