import { AuthUnavailable, type Principal, type Recheck, restorePrincipal } from '../../../../lambda/auth/index.ts';
import type { ServerPolicies } from '../../../../lambda/auth/policies.ts';
import type { CatalogDocument } from '../../../../lambda/catalog/index.ts';
import { publish } from '../../../../lambda/catalog/publish/index.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/index.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { denying, fakePolicies } from '../../../support/policies.ts';
import { ask, askOld, post } from '../requirements/support/agent.ts';
import { type Deployment, deploy } from '../requirements/support/deployment.ts';
import { resource, server, tool } from '../requirements/support/documents.ts';
import { asksForName, CAN_BE_ASKED } from '../requirements/support/everything.ts';
import { callerWith } from '../support/access.ts';

const ADA = callerWith(['x']);
const TASKS = { extensions: { [TASKS_EXTENSION]: {} }, ...CAN_BE_ASKED };
const DONE = { content: [{ type: 'text' as const, text: 'the result' }] };
const GONE: Recheck = async () => undefined;

describe('a task whose caller loses its rights', () => {
  /** Runs a task of a tool, and returns how it ended, with how often the tool ran. */
  async function ended(
    options: Parameters<Deployment['work']>[0] & { readonly changed?: readonly CatalogDocument[] },
    run: PreparedTarget = () => DONE,
  ) {
    const input = { type: 'object', properties: { amount: { type: 'integer', default: 500 } } };
    const deployment = await deploy(tool({ task: 'optional', scopes: ['x'], input }));
    const as = deployment.core();
    const params = { name: 'greet', arguments: {} };
    const { taskId } = (await ask(as(ADA), 'tools/call', params, { capabilities: TASKS })).response.result;
    await deployment.publish(...(options.changed ?? []));
    let runs = 0;
    const counted: PreparedTarget = (args, context) => {
      runs += 1;
      return run(args, context);
    };
    await deployment.work({ ...options, runs: { greet: counted } });
    // With every right, so that this shows what is stored.
    const all = { ...ADA, scopes: new Set(['x', 'y']) };
    const { result } = (await ask(as(all), 'tasks/get', { taskId }, { capabilities: TASKS })).response;
    return { runs, result, stored: JSON.stringify([...deployment.state.table.items.values()]) };
  }

  const LOST = 'The caller may not call tool greet any more, or not with these arguments';

  test('runs as ever where nothing changed', async () => {
    expect(await ended({})).toMatchObject({ runs: 1, result: { status: 'completed', result: DONE } });
  });

  const before: readonly (readonly [string, Parameters<typeof ended>[0]])[] = [
    ['its credentials are not valid any more', { recheck: GONE }],
    ['its credentials have fewer scopes', { recheck: async () => callerWith([]) }],
    ['its credentials are for other servers', { recheck: async () => ({ ...ADA, servers: new Set(['other']) }) }],
    ['the tool requires more scopes', { changed: [tool({ task: 'optional', scopes: ['x', 'y'] })] }],
    ['the server requires scopes', { changed: [server({ scopes: ['y'] })] }],
    ['policies deny the tool', { policiesOf: async () => denying(['tool:greet']) }],
    [
      'policies deny the arguments that the target would receive',
      {
        policiesOf: () =>
          fakePolicies(({ arguments: args }) => (args === undefined || args.amount !== 500 ? 'unknown' : 'deny')),
      },
    ],
  ];
  test.each(before)('is not run if %s', async (_why, options) => {
    const { runs, result } = await ended(options);
    expect(runs).toBe(0);
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: -32602, message: `${LOST}, so the task was not run.` },
    });
  });

  test.each<[string, () => Parameters<Deployment['work']>[0]]>([
    ['credentials', () => ({ recheck: onlyOnce(async (stored) => restorePrincipal(stored), GONE) })],
    [
      'policies',
      () => ({
        policiesOf: onlyOnce(
          () => fakePolicies(() => 'allow'),
          () => denying(['tool:greet'], { version: 2 }),
        ),
      }),
    ],
  ])('that was running gets no result: its %s changed', async (_what, options) => {
    const { runs, result, stored } = await ended(options() ?? {});
    expect(runs).toBe(1);
    const message = `${LOST}. The call may have been done; its result was discarded.`;
    expect(result).toMatchObject({ status: 'failed', error: { code: -32602, message } });
    expect(stored).not.toContain('the result');
  });

  test('gets no questions either', async () => {
    const recheck = onlyOnce<Recheck>(async (stored) => restorePrincipal(stored), GONE);
    const { result, stored } = await ended({ recheck }, asksForName);
    expect(result.status).toBe('failed');
    expect(stored).not.toContain('What is your name?');
  });

  test('is unknown once its tool requires more, and known again to a caller that has it', async () => {
    const deployment = await deploy(tool({ task: 'optional' }));
    const as = deployment.core();
    const { taskId } = (await ask(as(ADA), 'tools/call', { name: 'greet' }, { capabilities: TASKS })).response.result;
    await deployment.work();
    const get = async (scopes: readonly string[]) =>
      (await ask(as(callerWith(scopes)), 'tasks/get', { taskId }, { capabilities: TASKS })).response;
    expect((await get(['x'])).result.status).toBe('completed');
    await deployment.publish(tool({ task: 'optional', scopes: ['y'] }));
    deployment.clock.ms += 6_000;
    expect((await get(['x'])).error.message).toContain('Unknown task');
    expect((await get(['y'])).result.status).toBe('completed');
    await publishNothingBut(deployment, tool({ name: 'other' }));
    expect((await get(['x'])).result.status).toBe('completed');
  });

  test('is left to a later worker if its caller cannot be judged before it runs', async () => {
    const recheck: Recheck = () => Promise.reject(new AuthUnavailable('away'));
    await expect(ended({ recheck })).rejects.toThrow(AuthUnavailable);
  });

  test('that ran is judged until that is possible', async () => {
    let judged = 0;
    const recheck: Recheck = async (stored) => {
      judged += 1;
      if (judged === 2 || judged === 3) throw new AuthUnavailable('away');
      return restorePrincipal(stored);
    };
    expect(await ended({ recheck })).toMatchObject({ runs: 1, result: { status: 'completed', result: DONE } });
    expect(judged).toBe(4);
  });

  test('that ran gives its result to nobody if its caller cannot be judged', async () => {
    const recheck = onlyOnce<Recheck>(
      async (stored) => restorePrincipal(stored),
      () => Promise.reject(new AuthUnavailable('away')),
    );
    const { runs, result, stored } = await ended({ recheck });
    expect([runs, result.status]).toEqual([1, 'failed']);
    expect(stored).not.toContain('the result');
  });

  test('runs as the caller is now', async () => {
    const seen: string[] = [];
    const run: PreparedTarget = (_args, { caller }) => {
      seen.push(caller.id);
      return DONE;
    };
    await ended({ recheck: async () => ({ ...ADA, id: 'user:now' }) }, run);
    expect(seen).toEqual(['user:now']);
  });
});

describe('a subscription whose caller loses its rights', () => {
  let ticking: NodeJS.Timeout;
  afterEach(() => clearInterval(ticking));

  const LISTENED = { resourceSubscriptions: ['note://1'], toolsListChanged: true, resourcesListChanged: true } as const;
  const DOCUMENTS = [
    server({ subscriptions: { listChanged: true, maxSeconds: 2 } }),
    tool({ scopes: ['x'] }),
    resource(),
  ];

  /** Listens for two seconds, and acts after a first look. */
  async function listened(
    options: Parameters<Deployment['core']>[0],
    act: (deployment: Deployment) => unknown = () => undefined,
    caller: Principal = ADA,
  ) {
    const deployment = await deploy(...DOCUMENTS);
    ticking = setInterval(() => {
      deployment.clock.ms += 50;
    }, 50);
    const begun = deployment.clock.ms;
    const replying = ask(deployment.core(options)(caller), 'subscriptions/listen', { notifications: LISTENED });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await act(deployment);
    const { messages, response } = await replying;
    const told = messages.flatMap(({ method }) =>
      method === undefined ? [] : [method.slice('notifications/'.length)],
    );
    expect([told[0], response.result.resultType]).toEqual(['subscriptions/acknowledged', 'complete']);
    return { told: told.slice(1), lastedMs: deployment.clock.ms - begun };
  }

  const publishTool = (deployment: Deployment) => deployment.publish(tool({ scopes: ['x'], title: 'New' }));

  test('hears of changes, and again at the end, while nothing of that happens', async () => {
    const { told } = await listened({}, publishTool);
    expect(told).toEqual(['tools/list_changed', 'tools/list_changed']);
  });

  test('ends when its credentials are not valid any more, and hears of nothing after that', async () => {
    let isValid = true;
    const recheck: Recheck = async (stored) => (isValid ? restorePrincipal(stored) : undefined);
    const { told, lastedMs } = await listened({ recheck }, (deployment) => {
      isValid = false;
      return publishTool(deployment);
    });
    expect(told).toEqual([]);
    expect(lastedMs).toBeLessThan(1_700);
  });

  test('ends when its credentials expire', async () => {
    const { lastedMs } = await listened({}, publishTool, { ...ADA, expiresAt: 1_700_000_000_900 });
    expect(lastedMs).toBeGreaterThanOrEqual(900);
    expect(lastedMs).toBeLessThan(1_700);
  });

  test('ends when the server is not for it any more', async () => {
    const { told, lastedMs } = await listened({}, (deployment) =>
      deployment.publish(server({ subscriptions: { listChanged: true }, scopes: ['y'] }), resource({ text: 'New.' })),
    );
    expect(told).toEqual([]);
    expect(lastedMs).toBeLessThan(1_700);
  });

  test('hears of nothing that policies hide by now', async () => {
    let policies: ServerPolicies | undefined;
    const { told } = await listened({ policiesOf: () => policies }, async (deployment) => {
      policies = denying(['tool:greet', 'resource:note://1']);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await deployment.publish(tool({ scopes: ['x'], title: 'New' }), resource({ text: 'New.' }));
    });
    // The lists changed for this caller when the policies came, and not when the hidden documents changed.
    expect(told).toEqual([
      'tools/list_changed',
      'resources/list_changed',
      'tools/list_changed',
      'resources/list_changed',
    ]);
  });

  test('hears of nothing in groups of scopes that it lacks', async () => {
    const { told } = await listened({}, (deployment) => deployment.publish(tool({ name: 'more', scopes: ['y'] })));
    expect(told).toEqual([]);
  });
});

describe('a batch whose caller loses its rights', () => {
  const CALL = { jsonrpc: '2.0', method: 'tools/call', params: { name: 'greet', arguments: {} } };
  /** Sends calls of which each takes a time, and returns what each got. */
  async function outcomes(ms: number, options: Parameters<Deployment['core']>[0], between = async () => {}) {
    const deployment = await deploy(tool({ scopes: ['x'] }));
    let runs = 0;
    const run: PreparedTarget = async () => {
      runs += 1;
      deployment.clock.ms += ms;
      await between();
      return DONE;
    };
    const batch = [1, 2].map((id) => ({ ...CALL, id }));
    const { response } = await post(deployment.core({ runs: { greet: run }, ...options })(ADA), batch, {
      'mcp-protocol-version': '2025-03-26',
    });
    return { runs, codes: response.map(({ error }: { error?: { code: number } }) => error?.code) };
  }

  test('goes on while what is in memory is young', async () => {
    expect(await outcomes(4_999, { recheck: GONE })).toEqual({ runs: 2, codes: [undefined, undefined] });
  });

  test('runs no more after that', async () => {
    expect(await outcomes(5_000, {})).toEqual({ runs: 2, codes: [undefined, undefined] });
    expect(await outcomes(5_000, { recheck: GONE })).toEqual({ runs: 1, codes: [undefined, -32600] });
    expect(await outcomes(5_000, { recheck: async () => callerWith([]) })).toEqual({
      runs: 1,
      codes: [undefined, -32602],
    });
    const away: Recheck = () => Promise.reject(new AuthUnavailable('away'));
    expect(await outcomes(5_000, { recheck: away })).toEqual({ runs: 1, codes: [undefined, -32603] });
  });
});

describe('what is bound to the id of a caller', () => {
  const KEY: Principal = { kind: 'key', id: 'key:a', scopes: new Set(['x']) };
  const ROTATED: Principal = { ...KEY, scopes: new Set(['x']), issuedAt: 7, expiresAt: 1_800_000_000_000 };
  /** A key that replaces a revoked one, and callers whose ids differ in their type alone. */
  const OTHERS: readonly Principal[] = [
    { ...KEY, id: 'key:b' },
    { ...KEY, kind: 'user', id: 'user:a' },
    { ...KEY, kind: 'anonymous', id: 'anonymous' },
  ];
  let deployment: Deployment;
  const core = async () => {
    deployment = await deploy(tool({ task: 'optional' }));
    return deployment.core({ runs: { greet: asksForName } });
  };
  // No question waits for its answer any more.
  afterEach(() => {
    deployment.clock.ms += 60_000;
  });

  test('a request state is for the same caller, with a rotated key too, and for no other', async () => {
    const as = await core();
    const { requestState } = (await ask(as(KEY), 'tools/call', { name: 'greet' }, { capabilities: CAN_BE_ASKED }))
      .response.result;
    const inputResponses = { name: { action: 'accept', content: { name: 'Ada' } } };
    const retry = async (caller: Principal) => {
      const params = { name: 'greet', requestState, inputResponses };
      return (await ask(as(caller), 'tools/call', params, { capabilities: CAN_BE_ASKED })).response;
    };
    for (const other of OTHERS) expect((await retry(other)).error.data.reason).toBe('invalid_request_state');
    expect((await retry(ROTATED)).result.content[0].text).toBe('{"name":"Ada"}');
  });

  test('a session is for the same caller, with a rotated key too, and for no other', async () => {
    const as = await core();
    const initialize = { protocolVersion: '2025-11-25', capabilities: CAN_BE_ASKED };
    const session = (await askOld(as(KEY), 'initialize', initialize)).headers['mcp-session-id'];
    expect(session).toBeDefined();
    const asked = async (caller: Principal) => firstMessage(as(caller), session);
    for (const other of OTHERS) expect(await asked(other)).toContain('initialize again');
    expect(await asked(ROTATED)).toContain('elicitation/create');
  });

  test('an answer to an open question is for the same caller, with a rotated key too, and for no other', async () => {
    const as = await core();
    const initialize = { protocolVersion: '2025-11-25', capabilities: CAN_BE_ASKED };
    const session = (await askOld(as(KEY), 'initialize', initialize)).headers['mcp-session-id'];
    const { id } = JSON.parse((await firstMessage(as(KEY), session)).replace(/^event: message\ndata: /, ''));
    const reply = { jsonrpc: '2.0', id, result: { action: 'accept', content: { name: 'Ada' } } };
    const posted = async (caller: Principal) => (await post(as(caller), reply)).status;
    for (const other of OTHERS) expect(await posted(other)).toBe(400);
    expect(await posted(ROTATED)).toBe(202);
  });

  test.each(['tasks/get', 'tasks/update', 'tasks/cancel'])(
    '%s is for the same caller, with a rotated key too, and for no other',
    async (method) => {
      const as = await core();
      const { taskId } = (await ask(as(KEY), 'tools/call', { name: 'greet' }, { capabilities: TASKS })).response.result;
      const sent = async (caller: Principal) =>
        (await ask(as(caller), method, { taskId, inputResponses: {} }, { capabilities: TASKS })).response;
      for (const other of OTHERS) expect((await sent(other)).error.message).toContain('Unknown task');
      expect((await sent(ROTATED)).result).toBeDefined();
    },
  );
});

/** Publishes a server without its other documents. */
async function publishNothingBut({ table, clock }: Deployment, ...documents: CatalogDocument[]): Promise<void> {
  await publish(table, { server: 'test', documents, prune: true });
  clock.ms += 6_000;
}

/** What a tool sends first on its stream to a client of an earlier revision. */
async function firstMessage(handler: HttpHandler, session: string | undefined): Promise<string> {
  const response = await handler({
    method: 'POST',
    path: '/mcp/test',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      'mcp-session-id': session,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet' } }),
    remainingMs: 30_000,
    streams: true,
  });
  if (response.frames === undefined) return response.body;
  const chunks = response.frames.chunks[Symbol.asyncIterator]();
  const { value } = await chunks.next();
  await chunks.return?.();
  return String(value);
}

/** A function that does one thing the first time, and another from then on. */
function onlyOnce<F extends (...args: never[]) => unknown>(first: F, later: F): F;
function onlyOnce(first: (...args: unknown[]) => unknown, later: (...args: unknown[]) => unknown) {
  let isFirst = true;
  return (...args: unknown[]) => {
    const now = isFirst ? first : later;
    isFirst = false;
    return now(...args);
  };
}
