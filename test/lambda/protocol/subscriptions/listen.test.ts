import type { SubscriptionsDocument } from '../../../../lambda/catalog/index.ts';
import type { HttpResponse } from '../../../../lambda/http.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import type { RpcContext } from '../../../../lambda/protocol/context.ts';
import type { RequestId } from '../../../../lambda/protocol/rpc/errors.ts';
import { listen } from '../../../../lambda/protocol/subscriptions/listen.ts';
import type { State, StreamRequest } from '../../../../lambda/state/types.ts';
import { accessOf, asStored, callerWith } from '../support/access.ts';
import { INFO, TestCatalog, TestClock, TestLog, viewOf } from './support.ts';

const ON: SubscriptionsDocument = { listChanged: true };
const ALL = { toolsListChanged: true, resourceSubscriptions: ['file:///a'] };
const KNOWS_TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
const TAG = 'io.modelcontextprotocol/subscriptionId';

interface Given {
  readonly notifications?: JsonObject;
  readonly id?: RequestId;
  readonly subscriptions?: SubscriptionsDocument | undefined;
  readonly request?: Partial<RpcContext['request']>;
  readonly capabilities?: JsonObject;
  readonly state?: Pick<State, 'streams'>;
}

/** Leases of which some are free, that tell what became of each. */
class TestLeases {
  readonly maxStreams = 8;
  readonly acquired: StreamRequest[] = [];
  released = 0;
  free: number;
  /** Set while leases cannot be released. */
  failure: Error | undefined;

  constructor(free = 1) {
    this.free = free;
  }

  async acquire(request: StreamRequest) {
    if (this.free === 0) return undefined;
    this.free -= 1;
    this.acquired.push(request);
    return {
      release: async () => {
        this.released += 1;
        if (this.failure) throw this.failure;
      },
    };
  }
}

let clock: TestClock;
let catalog: TestCatalog;
let leases: TestLeases;
let log: TestLog;

beforeEach(() => {
  clock = new TestClock();
  leases = new TestLeases();
  log = new TestLog();
  catalog = new TestCatalog();
});

function ask({ notifications = ALL, id = 1, subscriptions, request, capabilities = {}, state }: Given) {
  const rest = { principal: callerWith([]) };
  const access = accessOf({ ...rest, view: viewOf(1) });
  const context = {
    request: {
      method: 'POST',
      path: '/mcp/test',
      headers: {},
      body: '',
      remainingMs: 900_000,
      streams: true,
      ...request,
    },
    view: access.view,
    access,
    accessNow: async () => {
      const view = await catalog.reread();
      return view && accessOf({ ...rest, view });
    },
    recheck: asStored,
    catalog: Object.assign(catalog, { details: () => ({ subscriptions }) }),
    principal: access.principal,
    now: clock.now,
    log,
    state: state ?? { streams: leases },
  };
  const _meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities };
  // Of the context and the reader, listening uses only what is here.
  return listen(id, { notifications, _meta }, context as unknown as RpcContext, clock.after);
}

/** The messages of an answer, whichever way they came. */
async function messagesOf({ frames, body }: HttpResponse) {
  let text = body;
  for await (const chunk of frames?.chunks ?? []) text += chunk;
  const events = text.split('\n\n').filter((event) => event !== '');
  return events.map((event) => JSON.parse(event.slice('event: message\ndata: '.length)));
}

const acknowledged = (notifications: JsonObject, id: RequestId = 1) => ({
  jsonrpc: '2.0',
  method: 'notifications/subscriptions/acknowledged',
  params: { notifications, _meta: { [TAG]: id } },
});
const ended = (id: RequestId = 1) => ({
  jsonrpc: '2.0',
  id,
  result: { resultType: 'complete', _meta: { [TAG]: id, 'io.modelcontextprotocol/serverInfo': INFO } },
});

describe('subscriptions/listen', () => {
  test('tells nothing of a URI that the caller may not read', async () => {
    clock.onWait = () => {
      if (clock.passed === 1_000) catalog.publish({ resources: { 'file:///a': 2 }, hidden: ['file:///a'] });
    };
    const notifications = { resourceSubscriptions: ['file:///a'] };
    const answer = await ask({ notifications, subscriptions: ON });
    expect(await messagesOf(answer)).toEqual([acknowledged(notifications), ended()]);
  });

  test.each<RequestId>([7, 'seven'])(
    'acknowledges, tells, and ends, all under the id %j of the request',
    async (id) => {
      clock.onWait = () => {
        if (clock.passed === 5_000) catalog.publish({ lists: { tools: 'new' }, resources: { 'file:///a': 2 } });
      };
      const answer = await ask({ id, subscriptions: ON });
      expect(answer.headers['content-type']).toBe('text/event-stream');
      expect(await messagesOf(answer)).toEqual([
        acknowledged(ALL, id),
        { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta: { [TAG]: id } } },
        {
          jsonrpc: '2.0',
          method: 'notifications/resources/updated',
          params: { uri: 'file:///a', _meta: { [TAG]: id } },
        },
        ended(id),
      ]);
    },
  );

  test('acknowledges before it looks at anything', async () => {
    const { frames } = await ask({ subscriptions: ON });
    const first = await frames?.chunks[Symbol.asyncIterator]().next();
    expect(String(first?.value)).toContain('notifications/subscriptions/acknowledged');
    expect([catalog.reads, clock.passed]).toEqual([0, 0]);
  });

  test.each([
    ['two minutes', ON, 900_000, 120_000],
    ['what the server says', { ...ON, maxSeconds: 10 }, 900_000, 10_000],
    ['what the host leaves, less a goodbye', { ...ON, maxSeconds: 800 }, 30_000, 27_000],
  ])('stays open for %s', async (_, subscriptions, remainingMs, expectedMs) => {
    await messagesOf(await ask({ subscriptions, request: { remainingMs } }));
    expect(clock.passed).toBe(expectedMs);
  });

  test.each([true, false])(
    'honours nothing and ends where there is nothing to honour (streams: %s)',
    async (streams) => {
      const given = { request: { streams } };
      for (const answer of [
        await ask({ ...given, subscriptions: undefined }),
        await ask({ ...given, subscriptions: { listChanged: false } }),
        await ask({ ...given, subscriptions: ON, notifications: {} }),
      ]) {
        expect([answer.frames, answer.headers['content-type']]).toEqual([undefined, 'text/event-stream']);
        expect(await messagesOf(answer)).toEqual([acknowledged({}), ended()]);
      }
      expect(clock.passed).toBe(0);
    },
  );

  test('says so where there is something to tell, but no stream to tell it on', async () => {
    await expect(ask({ subscriptions: ON, request: { streams: false } })).rejects.toMatchObject({
      code: -32600,
      message: expect.stringContaining('challenge'),
    });
  });

  test('refuses a filter of the wrong shape', async () => {
    await expect(ask({ notifications: { toolsListChanged: 1 } })).rejects.toMatchObject({ code: -32602 });
  });

  test('comes as JSON lines to who asks for them', async () => {
    const answer = await ask({ subscriptions: ON, request: { headers: { accept: 'application/json-lines' } } });
    let text = '';
    for await (const chunk of answer.frames?.chunks ?? []) text += chunk;
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([acknowledged(ALL), ended()]);
  });

  test('ends when it is left', async () => {
    const chunks = (await ask({ subscriptions: ON })).frames?.chunks[Symbol.asyncIterator]();
    await chunks?.next();
    await chunks?.return?.();
    expect(await chunks?.next()).toEqual({ done: true, value: undefined });
    expect(clock.passed).toBe(0);
  });

  test('tasks need a client that knows them', async () => {
    await expect(ask({ subscriptions: ON, notifications: { taskIds: ['t'] } })).rejects.toMatchObject({
      code: -32021,
      status: 400,
      data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } },
    });
  });
});

describe('the lease of a subscription', () => {
  test('is held until the stream has ended', async () => {
    const chunks = (await ask({ subscriptions: { ...ON, maxSeconds: 10 } })).frames?.chunks[Symbol.asyncIterator]();
    await chunks?.next();
    expect([leases.acquired.map(({ maxMs }) => maxMs), leases.released]).toEqual([[13_000], 0]);

    while (!(await chunks?.next())?.done);

    expect(leases.released).toBe(1);
  });

  test('is released when the client leaves, and when the stream cannot be opened', async () => {
    const chunks = (await ask({ subscriptions: ON })).frames?.chunks[Symbol.asyncIterator]();
    await chunks?.next();
    await chunks?.return?.();
    expect(leases.released).toBe(1);

    leases.free = 1;
    // The state has no table, so the task cannot be read.
    const tasks = { notifications: { taskIds: ['t'.repeat(32)] }, capabilities: KNOWS_TASKS };
    await expect(ask({ subscriptions: ON, ...tasks })).rejects.toThrow();
    expect(leases.released).toBe(2);
  });

  test('that is lost ends the stream well', async () => {
    clock.onWait = () => {
      if (clock.passed === 5_000) leases.acquired[0]?.onLost();
    };

    expect(await messagesOf(await ask({ subscriptions: ON }))).toEqual([acknowledged(ALL), ended()]);

    expect(clock.passed).toBe(5_000);
  });

  test('that cannot be released does not break the stream', async () => {
    leases.failure = new Error('away');

    expect(await messagesOf(await ask({ subscriptions: ON }))).toEqual([acknowledged(ALL), ended()]);

    expect(log.errors).toMatchObject([{ fields: { reason: 'Error: away' } }]);
  });

  test('is not needed where there is nothing to report', async () => {
    leases.free = 0;
    expect(await messagesOf(await ask({ subscriptions: undefined }))).toEqual([acknowledged({}), ended()]);
  });
});

describe('more subscriptions than a deployment keeps open', () => {
  test('are refused with 503 and no stream, and may try again after 30 to 60 seconds, not all at once', async () => {
    leases.free = 0;
    const seconds = new Set<number>();
    for (let count = 0; count < 500; count += 1) {
      const { status, headers, body, frames } = await ask({ id: 'seven', subscriptions: ON });
      expect([status, headers['content-type'], frames]).toEqual([503, 'application/json', undefined]);
      expect(JSON.parse(body)).toEqual({
        jsonrpc: '2.0',
        id: 'seven',
        error: {
          code: -32603,
          message: `All 8 subscription streams of this deployment are open. Try again in ${headers['retry-after']} seconds`,
        },
      });
      seconds.add(Number(headers['retry-after']));
    }
    expect([Math.min(...seconds), Math.max(...seconds)]).toEqual([30, 60]);
    expect(seconds.size).toBeGreaterThan(20);
  });

  test('are never opened by a function that serves calls', async () => {
    await expect(ask({ subscriptions: ON, state: { streams: undefined } })).rejects.toMatchObject({
      code: -32600,
      status: 400,
      message: expect.stringContaining('Mcp-Method'),
    });
  });
});
