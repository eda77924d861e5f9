import type { ToolDocument } from '../../../../lambda/catalog/documents.ts';
import type { ToolResult } from '../../../../lambda/content/blocks.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/meta.ts';
import { createWorker, type WorkerOptions } from '../../../../lambda/protocol/tasks/index.ts';
import type { State } from '../../../../lambda/state/types.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import type { LogFields } from '../../../../lambda/telemetry/log.ts';
import { createTestState, type TestState } from '../../../support/state.ts';
import { asStored } from '../support/access.ts';
import { createTestServer, META, modern, modernHeaders, NOW, type TestOptions, tool } from '../support/server.ts';

/** Milliseconds that an invocation of the worker has, as AWS allows at most. */
const WORKER_MS = 900_000;
/** The id of every call. */
export const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

export interface DeploymentOptions {
  /** What the tool does. */
  readonly run?: PreparedTarget;
  readonly tool?: Partial<ToolDocument>;
  /** What the client declares beside tasks. */
  readonly capabilities?: JsonObject;
  /** Stands in for parts of the state. */
  readonly state?: (state: TestState) => State;
  /** Stands in for parts of the worker's catalogue. */
  readonly catalog?: (catalog: WorkerOptions['catalog']) => WorkerOptions['catalog'];
}

/** Functions, a worker and a client over one state; the clock stands still unless it is moved. */
export function createDeployment(options: DeploymentOptions = {}) {
  const clock = { now: NOW };
  const now = () => clock.now;
  const memory = createTestState({ now });
  const state = options.state?.(memory) ?? memory;
  const document = tool({ name: 'work', task: 'optional', ...options.tool });
  const serverOptions = { state, now, ...(options.run && { run: options.run }) };
  const server = createTestServer([document], serverOptions);
  const catalog = options.catalog?.(server.catalog) ?? server.catalog;
  const logged: { message: string; fields: LogFields | undefined }[] = [];
  const keep = (message: string, fields?: LogFields) => void logged.push({ message, fields });
  const newWork = (over: State) =>
    createWorker({
      catalog,
      state: over,
      now,
      recheck: asStored,
      newId: () => 'id-2',
      log: { info: keep, error: keep },
      tickMs: 5,
    });
  const work = newWork(state);

  const declared = { extensions: { [TASKS_EXTENSION]: {} }, ...options.capabilities };
  const meta = {
    ...META,
    'io.modelcontextprotocol/clientCapabilities': declared,
    traceparent: TRACEPARENT,
  };

  /** Sends a request as another function instance would get it. */
  async function sendWhole(method: string, params: JsonObject, other: TestOptions = {}, extra: JsonObject = {}) {
    const server = createTestServer([document], { ...serverOptions, ...other });
    const name = String(params.taskId ?? params.name);
    const headers = modernHeaders(method, { 'mcp-name': name, ...(extra.headers as Record<string, string>) });
    return server.post(modern(method, { _meta: (extra.meta as JsonObject) ?? meta, ...params }), headers);
  }

  async function send(...request: Parameters<typeof sendWhole>) {
    return (await sendWhole(...request)).body;
  }

  return {
    clock,
    state: memory,
    catalog: server.catalog,
    logged,
    meta,
    send,
    sendWhole,
    work: (event: unknown, remainingMs = WORKER_MS) => work(event, remainingMs),
    /** An instance of the worker that can die: from then on nothing it does reaches the table. */
    freeze() {
      const dead = new Promise<never>(() => {});
      let dies = false;
      const alive =
        <A extends readonly unknown[], R>(act: (...args: A) => Promise<R>) =>
        (...args: A) =>
          dies ? dead : act(...args);
      const { table } = memory;
      const own = {
        get: alive(table.get),
        query: alive(table.query),
        put: alive(table.put),
        update: alive(table.update),
      };
      const frozen = newWork({ tokens: state.tokens, startWorker: state.startWorker, table: own });
      return {
        work: (event: unknown) => frozen(event, WORKER_MS),
        die() {
          dies = true;
        },
      };
    },
    /** Calls the tool; resolves with the response. */
    call: (args: JsonObject = {}, other?: TestOptions) => send('tools/call', { name: 'work', arguments: args }, other),
    /** Calls the tool and resolves with the task's id. */
    async create(args: JsonObject = {}, other?: TestOptions): Promise<string> {
      const { result } = await send('tools/call', { name: 'work', arguments: args }, other);
      return result.taskId;
    },
    async get(taskId: string, other?: TestOptions) {
      return (await send('tasks/get', { taskId }, other)).result;
    },
    update: (taskId: string, inputResponses: JsonObject) => send('tasks/update', { taskId, inputResponses }),
    cancel: (taskId: string) => send('tasks/cancel', { taskId }),
    /** Runs every event that waits for a worker, as Lambda would. */
    async drain() {
      for (let event = memory.started.shift(); event !== undefined; event = memory.started.shift()) {
        await work(event, WORKER_MS);
      }
    },
  };
}

/** A result of one text. */
export function text(value: string, isError?: true): ToolResult {
  return { content: [{ type: 'text', text: value }], ...(isError && { isError }) };
}

/** A gate that a target waits at until the test opens it. */
export function gate() {
  return Promise.withResolvers<void>();
}
