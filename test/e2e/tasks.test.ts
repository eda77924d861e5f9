import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '../../lambda/json.ts';
import { temporaryDirectory } from './support/directories.ts';
import { descendantsOf } from './support/processes.ts';
import { modern, modernCall, modernMeta, postJson, withBody, withHeaders } from './support/requests.ts';
import { startTestStack } from './support/stack.ts';
import { answerJson, startUpstream } from './support/upstream.ts';

/** Longer than a dead worker holds its task, on a machine that is busy with other tests. */
const SLOW_MS = 60_000;

const document = (name: string, readOnlyHint: boolean, port: number) => `
kind: Tool
server: depot
name: ${name}
description: Waits for the upstream.
input: { type: object }
annotations: { readOnlyHint: ${readOnlyHint} }
limits: { timeoutMs: 60000 }
task: required
target: { type: http, method: GET, url: "http://127.0.0.1:${port}/${name}", result: "{% $response.body %}" }
`;

/** An upstream that answers when the test says so, or the second time. */
async function startDepot() {
  const asked: string[] = [];
  const answers = new Set<string>();
  const upstream = await startUpstream((path) => (response) => {
    const isAnswered = answers.has(path) || asked.includes(path);
    asked.push(path);
    if (isAnswered) answerJson(response, `from ${path}`);
  });
  return { ...upstream, asked, answers };
}

describe('tasks, through the load balancer', () => {
  let upstream: Awaited<ReturnType<typeof startDepot>>;
  let documents: Awaited<ReturnType<typeof temporaryDirectory>>;
  let stack: Awaited<ReturnType<typeof startTestStack>>;

  beforeAll(async () => {
    upstream = await startDepot();
    documents = await temporaryDirectory();
    for (const [name, readOnly] of [
      ['quick', false],
      ['once', false],
      ['again', true],
    ] as const) {
      await writeFile(join(documents.path, `${name}.yaml`), document(name, readOnly, upstream.port));
    }
    stack = await startTestStack({ catalog: [documents.path] });
  }, SLOW_MS);
  afterAll(async () => {
    await stack.stop();
    await upstream.close();
    await documents.remove();
  });

  /** Posts a request of a client that knows tasks; resolves with the result, where there is one. */
  async function send(method: string, params: JsonObject): Promise<JsonObject | undefined> {
    const request = method === 'tools/call' ? modernCall(String(params.name)) : modern(method, params);
    const named = withHeaders(request, { 'mcp-name': String(params.taskId ?? params.name) });
    const _meta = {
      ...modernMeta,
      'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
    };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } });
    const { json } = await postJson(`${stack.endpoint}/mcp/depot`, withBody(named, body));
    return json.result as JsonObject | undefined;
  }

  async function create(name: string): Promise<string> {
    const result = await send('tools/call', { name });
    expect(result?.resultType).toBe('task');
    return String(result?.taskId);
  }

  async function until<T>(look: () => T | Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
    for (;;) {
      const seen = await look();
      if (isSo(seen)) return seen;
      await setTimeout(100);
    }
  }

  const ended = (taskId: string) =>
    until(
      () => send('tasks/get', { taskId }),
      (task) => task?.status !== 'working',
    );

  /** Kills every function instance there is, as if their machines were gone. */
  const killAll = () => {
    for (const pid of descendantsOf(process.pid)) process.kill(pid, 'SIGKILL');
  };

  it(
    'runs the work in an invocation of its own',
    async () => {
      upstream.answers.add('/quick');
      expect(await ended(await create('quick'))).toMatchObject({
        status: 'completed',
        result: { content: [{ type: 'text', text: 'from /quick' }] },
      });
    },
    SLOW_MS,
  );

  it(
    'ends what is cancelled',
    async () => {
      const taskId = await create('once');
      await send('tasks/cancel', { taskId });
      expect((await ended(taskId))?.status).toBe('cancelled');
    },
    SLOW_MS,
  );

  it(
    'survives the death of every instance: what may run again does, what may not says so',
    async () => {
      upstream.asked.length = 0;
      const [again, once] = await Promise.all([create('again'), create('once')]);
      await until(
        () => upstream.asked,
        (asked) => asked.includes('/again') && asked.includes('/once'),
      );
      killAll();
      // A connection to a dead instance may fail once; the next one finds a new instance.
      const first = await until(
        () => send('tasks/get', { taskId: once }),
        (result) => result !== undefined,
      );
      expect(first?.status).toBe('working');
      const [repeated, interrupted] = await Promise.all([ended(again), ended(once)]);
      expect(repeated).toMatchObject({ status: 'completed', result: { content: [{ text: 'from /again' }] } });
      expect(interrupted).toMatchObject({ status: 'failed', error: { code: -32603 } });
      expect(upstream.asked.toSorted()).toEqual(['/again', '/again', '/once']);
    },
    SLOW_MS,
  );
});
