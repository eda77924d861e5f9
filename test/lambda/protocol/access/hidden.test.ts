import type { Principal } from '../../../../lambda/auth/index.ts';
import type { CatalogDocument } from '../../../../lambda/catalog/index.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/index.ts';
import type { PoliciesOf } from '../../../../lambda/protocol/index.ts';
import { denying } from '../../../support/policies.ts';
import { ask, askOld, post, type Reply } from '../requirements/support/agent.ts';
import { type Deployment, deploy } from '../requirements/support/deployment.ts';
import { prompt, resource, server, tool } from '../requirements/support/documents.ts';
import { METHODS } from '../requirements/support/everything.ts';
import { callerWith } from '../support/access.ts';

/*
 * What is hidden does not exist: every operation that could reveal it is compared with the same operation on something that was
 * never published, byte for byte and read for read. Both names have six letters.
 */
const HIDDEN = 'secret';
const UNKNOWN = 'absent';

const VIP: Principal = callerWith(['vip'], { id: 'user:https://issuer.example|vip' });
const ADA = callerWith(['other']);
const KEY: Principal = { kind: 'key', id: 'key:ada', scopes: new Set(['other']) };

/** A reason why documents are hidden from a caller. */
interface Reason {
  readonly caller: Principal;
  /** What the hidden documents require. */
  readonly scopes?: readonly string[];
  readonly stepUp?: readonly string[];
  readonly policiesOf?: PoliciesOf;
  /** The caller without credentials, whom the stage does not admit if this is `undefined`. */
  readonly anonymous?: undefined;
}

const ACTIONS = [
  `tool:${HIDDEN}`,
  `prompt:${HIDDEN}`,
  `resource:${HIDDEN}://1`,
  `resource:${HIDDEN}://by/{author}`,
  `tool:work-${HIDDEN}`,
];
const denied = denying(ACTIONS);
const allVip = {
  ...denied,
  evaluate: (request: Parameters<typeof denied.evaluate>[0]) =>
    request.principal.id === VIP.id ? 'allow' : denied.evaluate(request),
} as const;

const REASONS: readonly (readonly [string, Reason])[] = [
  ['it requires a scope that nobody is offered', { caller: ADA, scopes: ['vip'] }],
  [
    'it requires a scope that keys are not offered',
    { caller: KEY, scopes: ['vip'], stepUp: ['vip'], anonymous: undefined },
  ],
  ['policies deny it', { caller: ADA, policiesOf: () => allVip }],
  ['policies deny it, and are read from a table', { caller: ADA, policiesOf: async () => allVip }],
];

const refPrompt = (name: string) => ({ ref: { type: 'ref/prompt', name }, argument: { name: 'language', value: '' } });
const refUri = (uri: string) => ({ ref: { type: 'ref/resource', uri }, argument: { name: 'author', value: '' } });

const CALLS: readonly (readonly [method: string, params: (name: string) => JsonObject])[] = [
  ['tools/call', (name) => ({ name })],
  ['tools/call', (name) => ({ name, arguments: { wrong: true } })],
  ['prompts/get', (name) => ({ name })],
  ['resources/read', (name) => ({ uri: `${name}://1` })],
  ['resources/read', (name) => ({ uri: `${name}://by/ada` })],
  ['completion/complete', refPrompt],
  ['completion/complete', (name) => refUri(`${name}://1`)],
  ['completion/complete', (name) => refUri(`${name}://by/{author}`)],
  ['completion/complete', (name) => refUri(`${name}://by/ada`)],
];

type Operation = (handler: HttpHandler, name: string) => Promise<Reply>;

const OPERATIONS: readonly (readonly [string, Operation])[] = [
  ...CALLS.flatMap(([method, params]): (readonly [string, Operation])[] => {
    const label = `${method} ${JSON.stringify(params('…'))}`;
    const old = { jsonrpc: '2.0', id: 1, method, params: {} };
    return [
      [`${label}, 2026-07-28`, (handler, name) => ask(handler, method, params(name))],
      [`${label}, 2025-11-25`, (handler, name) => askOld(handler, method, params(name))],
      [
        `${label}, in a batch`,
        (handler, name) =>
          post(handler, [{ ...old, params: params(name) }], { accept: 'application/json, text/event-stream' }),
      ],
    ];
  }),
];

/** Documents that everyone sees, and those that are hidden for a reason. */
function documentsFor({ scopes, stepUp }: Reason): { open: CatalogDocument[]; hidden: CatalogDocument[] } {
  const own = scopes === undefined ? {} : { scopes };
  const completion = [{ name: 'language', completion: ['go'] }];
  return {
    open: [
      server({ subscriptions: { listChanged: true, maxSeconds: 1 }, ...(stepUp && { stepUp }) }),
      tool(),
      prompt({ arguments: completion }),
      resource(),
      resource({ uri: undefined, uriTemplate: 'note://by/{author}', name: 'notes', text: 'Notes.' }),
    ],
    hidden: [
      tool({ name: HIDDEN, ...own }),
      tool({ name: `work-${HIDDEN}`, task: 'optional', ...own }),
      prompt({ name: HIDDEN, arguments: completion, ...own }),
      resource({ uri: `${HIDDEN}://1`, name: HIDDEN, ...own }),
      resource({ uri: undefined, uriTemplate: `${HIDDEN}://by/{author}`, name: 'by', text: 'By.', ...own }),
    ],
  };
}

/** What can be observed of requests: what was sent, and what was read. */
interface Observed {
  readonly replies: readonly Pick<Reply, 'status' | 'headers' | 'text'>[];
  readonly reads: readonly (readonly string[])[];
}

/** Sends a request several times, with the name in place of what it is compared with. */
async function observe(
  { table, state, clock }: Deployment,
  handler: HttpHandler,
  operation: Operation,
  name: string,
): Promise<Observed> {
  const replies: Observed['replies'][number][] = [];
  const reads: (readonly string[])[] = [];
  for (const pause of [0, 0, 6_000, 0]) {
    clock.ms += pause;
    table.reads.length = 0;
    state.table.reads.length = 0;
    const { status, headers, text } = await operation(handler, name);
    replies.push({ status, headers, text: text.replaceAll(name, '…') });
    reads.push(
      [...table.reads, ...state.table.reads].map((read) => read.replaceAll(name, '…').replace(/ v#\d+$/, ' v#…')),
    );
  }
  return { replies, reads };
}

/** Uses everything, as a caller that may. */
async function useEverything(handler: HttpHandler): Promise<void> {
  for (const [method, params] of CALLS) await ask(handler, method, params(HIDDEN));
  for (const method of ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']) {
    await ask(handler, method);
  }
}

describe.each(REASONS)('a document is hidden because %s', (_why, reason) => {
  const { caller, scopes: _scopes, stepUp: _stepUp, ...options } = reason;
  const { open, hidden } = documentsFor(reason);

  test('and exists for others', async () => {
    const as = (await deploy(...open, ...hidden)).core(options);
    const { response } = await ask(as(VIP), 'tools/call', { name: HIDDEN });
    expect(response.result.content).toEqual([{ type: 'text', text: 'Hello' }]);
  });

  test.each(OPERATIONS)('%s', async (_name, operation) => {
    const deployment = await deploy(...open, ...hidden);
    const prepared: readonly ((name: string) => Promise<HttpHandler>)[] = [
      // A cold instance.
      async () => deployment.core(options)(caller),
      // One that holds everything in memory, because others use it.
      async () => {
        const as = deployment.core(options);
        await useEverything(as(VIP));
        return as(caller);
      },
      // One whose caller asked before something else was published.
      async (name) => {
        const as = deployment.core(options);
        await useEverything(as(VIP));
        await operation(as(caller), name);
        await deployment.publish(tool({ name: 'more', description: `More ${deployment.clock.ms}.` }));
        deployment.clock.ms += 6_000;
        return as(caller);
      },
    ];
    for (const prepare of prepared) {
      const ofHidden = await observe(deployment, await prepare(HIDDEN), operation, HIDDEN);
      const ofUnknown = await observe(deployment, await prepare(UNKNOWN), operation, UNKNOWN);
      expect(ofHidden).toEqual(ofUnknown);
    }
  });

  test('while others use it between the requests', async () => {
    const deployment = await deploy(...open, ...hidden);
    const observed = async (name: string) => {
      const as = deployment.core(options);
      const all: Observed[] = [];
      for (let round = 0; round < 3; round += 1) {
        await useEverything(as(VIP));
        all.push(await observe(deployment, as(caller), (handler) => ask(handler, 'tools/call', { name }), name));
      }
      return all;
    };
    expect(await observed(HIDDEN)).toEqual(await observed(UNKNOWN));
  });

  test('while the table is away', async () => {
    const deployment = await deploy(...open, ...hidden);
    const observed = async (name: string) => {
      const as = deployment.core(options);
      await useEverything(as(VIP));
      deployment.table.failure = new Error('away');
      const seen = await observe(deployment, as(caller), (handler) => ask(handler, 'tools/call', { name }), name);
      deployment.table.failure = undefined;
      return seen;
    };
    expect(await observed(HIDDEN)).toEqual(await observed(UNKNOWN));
  });

  test.each(['tasks/get', 'tasks/update', 'tasks/cancel'])(
    '%s of a task that was created when it was not',
    async (method) => {
      const deployment = await deploy(...open, ...hidden);
      const capabilities = { extensions: { [TASKS_EXTENSION]: {} } };
      // The same caller had the rights of another.
      const earlier = deployment.core()({ ...caller, scopes: VIP.scopes });
      const call = { name: `work-${HIDDEN}` };
      const { taskId } = (await ask(earlier, 'tools/call', call, { capabilities })).response.result;
      const operation: Operation = (handler, id) =>
        ask(handler, method, { taskId: id, inputResponses: {} }, { capabilities });

      const observed = (id: string) => observe(deployment, deployment.core(options)(caller), operation, id);
      const ofHidden = await observed(taskId);
      const ofUnknown = await observed('x'.repeat(32));

      expect(ofHidden).toEqual(ofUnknown);
      expect(ofHidden.replies[0]?.text).toContain('Unknown task');
    },
  );

  test('subscriptions/listen, although it changes while the stream is open', async () => {
    const listened = async (name: string) => {
      const deployment = await deploy(...open, ...hidden);
      const handler = deployment.core(options)(caller);
      const ticking = setInterval(() => {
        deployment.clock.ms += 50;
      }, 50);
      const uris = [`${name}://1`, `${name}://by/ada`, `${name}://by/{author}`];
      const notifications = { resourceSubscriptions: uris, toolsListChanged: true, resourcesListChanged: true };
      deployment.table.reads.length = 0;
      const replying = ask(handler, 'subscriptions/listen', { notifications });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await deployment.publish(...hidden.map((document) => ({ ...document, description: 'New.' }) as CatalogDocument));
      const { status, text } = await replying;
      clearInterval(ticking);
      const reads = deployment.table.reads.filter((read) => read.startsWith('query R#'));
      return { status, text: text.replaceAll(name, '…'), reads: reads.map((read) => read.replaceAll(name, '…')) };
    };
    const ofHidden = await listened(HIDDEN);
    expect(ofHidden).toEqual(await listened(UNKNOWN));
    expect(ofHidden.text).not.toContain('changed');
    expect(ofHidden.text).not.toContain('resources/updated');
  });

  const LISTS = ['server/discover', 'tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
  test.each(LISTS)('%s is that of a server without it', async (method) => {
    const seen = async (...documents: CatalogDocument[]) => {
      const deployment = await deploy(...documents);
      const handler = deployment.core(options)(caller);
      const { replies, reads } = await observe(deployment, handler, (to) => ask(to, method), HIDDEN);
      const old = method === 'server/discover' ? 'initialize' : method;
      const earlier = await observe(
        deployment,
        handler,
        (to) => askOld(to, old, { protocolVersion: '2025-11-25' }),
        HIDDEN,
      );
      // Pages are numbered over all groups.
      return { replies, earlier, reads: reads.map((all) => all.map((read) => read.replace(/#\d+#\d+/, ''))) };
    };
    expect(await seen(...open, ...hidden)).toEqual(await seen(...open));
  });
});

describe('a hidden server answers like one that does not exist', () => {
  const scoped = [server({ scopes: ['vip'] }), tool(), prompt(), resource()];
  test.each<[string, Principal, CatalogDocument[]]>([
    ['its scopes exclude a user', ADA, scoped],
    [
      'its scopes exclude a key, although users are offered them',
      KEY,
      [server({ scopes: ['vip'], stepUp: ['vip'] }), tool()],
    ],
    ['a key is for other servers', { ...KEY, scopes: new Set(['vip']), servers: new Set(['other']) }, scoped],
  ])('%s', async (_why, caller, documents) => {
    const deployment = await deploy(...documents);
    const operations: readonly Operation[] = [
      ...METHODS.map(
        ([method, params]): Operation =>
          (handler) =>
            ask(handler, method, params),
      ),
      ...METHODS.map(
        ([method, params]): Operation =>
          (handler) =>
            askOld(handler, method, params),
      ),
      (handler) => askOld(handler, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} }),
      (handler) => ask(handler, 'subscriptions/listen', { notifications: { toolsListChanged: true } }),
      (handler) => post(handler, { jsonrpc: '2.0', id: 'q-x', result: {} }),
      (handler) => post(handler, [{ jsonrpc: '2.0', id: 1, method: 'ping' }]),
      (handler) => post(handler, '{'),
    ];
    for (const operation of operations) {
      const observed = async (name: string) => observe(deployment, deployment.core()(caller, name), operation, name);
      expect(await observed('test')).toEqual(await observed('none'));
    }
  });
});
