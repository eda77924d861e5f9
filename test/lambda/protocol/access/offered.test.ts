import { ANONYMOUS, InsufficientScope, type Principal } from '../../../../lambda/auth/index.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/index.ts';
import { fakePolicies } from '../../../support/policies.ts';
import { ask, askOld, post, type Reply } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { prompt, resource, server, tool } from '../requirements/support/documents.ts';
import { METHODS } from '../requirements/support/everything.ts';
import { callerWith } from '../support/access.ts';

/** The server offers `write`; `audit` is for callers that have it already. */
const SERVER = server({ stepUp: ['write'], subscriptions: { listChanged: true, maxSeconds: 1 } });
const COMPLETED = [{ name: 'language', completion: ['go'] }];
const DOCUMENTS = [
  SERVER,
  tool({ scopes: ['write'] }),
  tool({ name: 'both', scopes: ['write', 'read'] }),
  tool({ name: 'hidden', scopes: ['write', 'audit'] }),
  prompt({ scopes: ['write'], arguments: COMPLETED }),
  resource({ scopes: ['write'] }),
  resource({ uri: undefined, uriTemplate: 'by://{author}', name: 'by', text: 'By.', scopes: ['write'] }),
];
const ADA = callerWith(['read', 'mail']);

/** The scopes of the challenge that a request leads to. */
async function challenged(replying: Promise<Reply>): Promise<readonly string[]> {
  const error = await replying.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof InsufficientScope) return error.scopes;
  throw new Error(`no challenge, but ${error}`);
}

type Use = (handler: HttpHandler) => Promise<Reply>;

const USES: readonly (readonly [string, Use])[] = (
  [
    ['tools/call', { name: 'greet' }],
    ['prompts/get', { name: 'review' }],
    ['resources/read', { uri: 'note://1' }],
    ['resources/read', { uri: 'by://ada' }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: '' } }],
    [
      'completion/complete',
      { ref: { type: 'ref/resource', uri: 'by://{author}' }, argument: { name: 'author', value: '' } },
    ],
  ] as const
).flatMap(([method, params]): (readonly [string, Use])[] => [
  [`${method} ${JSON.stringify(params)}`, (handler) => ask(handler, method, params)],
  [`${method} ${JSON.stringify(params)} of 2025-11-25`, (handler) => askOld(handler, method, params)],
]);

describe('a document that a caller may obtain the scopes of', () => {
  test.each<[string, Principal]>([
    ['a user', ADA],
    ['a caller without credentials', ANONYMOUS],
  ])('is listed for %s', async (_who, caller) => {
    const handler = (await deploy(...DOCUMENTS)).core()(caller);
    const listed = async (method: string, member: string) =>
      (await ask(handler, method)).response.result[member].map(({ name }: { name: string }) => name);
    expect(await listed('tools/list', 'tools')).toEqual(
      ['both', 'greet'].filter((name) => caller === ADA || name === 'greet'),
    );
    expect(await listed('prompts/list', 'prompts')).toEqual(['review']);
    expect(await listed('resources/list', 'resources')).toEqual(['note']);
    expect(await listed('resources/templates/list', 'resourceTemplates')).toEqual(['by']);
  });

  test.each(USES)('answers its use with everything that it needs: %s', async (_name, use) => {
    const as = (await deploy(...DOCUMENTS)).core();
    // Of the granted scopes, the server's documents name `read`, and not `mail`.
    expect(await challenged(use(as(ADA)))).toEqual(['write', 'read']);
    expect(await challenged(use(as(ANONYMOUS)))).toEqual(['write']);
    expect((await use(as(callerWith(['write'])))).status).toBe(200);
  });

  test.each<[string, Principal, number]>([
    ['a user, who may obtain them', ADA, 403],
    ['a caller without credentials, who may log in', ANONYMOUS, 401],
    ['a key, for which the tool does not exist', { ...ADA, kind: 'key' }, 200],
  ])('is challenged by the edge for %s', async (_who, principal, status) => {
    const handler = (await deploy(...DOCUMENTS)).instance({ principal });
    const reply = await ask(handler, 'tools/call', { name: 'greet' });
    expect(reply.status).toBe(status);
    expect(reply.response.error.message).toContain(status === 200 ? 'Unknown tool: greet' : 'write');
  });

  test('runs nothing before the caller has the scopes', async () => {
    let runs = 0;
    const run = () => {
      runs += 1;
      return { content: [] };
    };
    const deployment = await deploy(SERVER, tool({ scopes: ['write'], confirm: 'Sure?', task: 'optional' }));
    const handler = deployment.core({ runs: { greet: run } })(ADA);
    const capabilities = { elicitation: { form: {} }, extensions: { [TASKS_EXTENSION]: {} } };
    await challenged(ask(handler, 'tools/call', { name: 'greet' }, { capabilities }));
    expect([runs, deployment.state.started, deployment.state.table.items.size]).toEqual([0, [], 0]);
  });

  test('is an error of its message in a batch', async () => {
    const handler = (await deploy(...DOCUMENTS)).core()(ADA);
    const call = (id: number, name: string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } });
    const { status, response } = await post(handler, [
      call(1, 'greet'),
      call(2, 'hidden'),
      { jsonrpc: '2.0', id: 3, method: 'ping' },
    ]);
    expect(status).toBe(200);
    expect(response).toMatchObject([
      { id: 1, error: { code: -32600, data: { requiredScopes: ['write', 'read'] } } },
      { id: 2, error: { code: -32602, message: 'Unknown tool: hidden' } },
      { id: 3, result: {} },
    ]);
  });

  test('is not reported on a stream, which cannot challenge', async () => {
    const deployment = await deploy(...DOCUMENTS);
    const ticking = setInterval(() => {
      deployment.clock.ms += 50;
    }, 50);
    const uris = ['note://1', 'by://ada'];
    const replying = ask(deployment.core()(ADA), 'subscriptions/listen', {
      notifications: { resourceSubscriptions: uris },
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await deployment.publish(resource({ scopes: ['write'], text: 'New.' }));
    const { messages } = await replying;
    clearInterval(ticking);
    expect(messages.map(({ method }) => method)).toEqual(['notifications/subscriptions/acknowledged', undefined]);
  });

  test.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('%s needs its scopes, too', async (method) => {
    const as = (await deploy(SERVER, tool({ scopes: ['write'], task: 'optional' }))).core();
    const capabilities = { extensions: { [TASKS_EXTENSION]: {} } };
    const created = await ask(as(callerWith(['write'])), 'tools/call', { name: 'greet' }, { capabilities });
    const { taskId } = created.response.result;
    const replying = ask(as(ADA), method, { taskId, inputResponses: {} }, { capabilities });
    expect(await challenged(replying)).toEqual(['write']);
  });

  test('does not exist if policies deny it whatever the arguments', async () => {
    const policies = fakePolicies(({ action }) => (action === 'tool:greet' ? 'deny' : 'unknown'));
    const handler = (await deploy(...DOCUMENTS)).core({ policiesOf: () => policies })(ADA);
    const { response } = await ask(handler, 'tools/call', { name: 'greet' });
    expect(response.error.message).toBe('Unknown tool: greet');
    expect(await challenged(ask(handler, 'tools/call', { name: 'both' }))).toEqual(['write', 'read']);
  });
});

describe('a server that a caller may obtain the scopes of', () => {
  const documents = [
    server({ scopes: ['use'], stepUp: ['use', 'write'], subscriptions: { listChanged: true } }),
    tool({ scopes: ['write'] }),
    tool({ name: 'hidden', scopes: ['audit'] }),
    prompt(),
    resource(),
  ];
  const requests: readonly (readonly [string, Use])[] = [
    ...METHODS.map(([method, params]): readonly [string, Use] => [method, (handler) => ask(handler, method, params)]),
    ['initialize', (handler) => askOld(handler, 'initialize', { protocolVersion: '2025-11-25' })],
    ['ping', (handler) => askOld(handler, 'ping')],
    ['listen', (handler) => ask(handler, 'subscriptions/listen', { notifications: { toolsListChanged: true } })],
    ['an answer', (handler) => post(handler, { jsonrpc: '2.0', id: 'q-x', result: {} })],
  ];

  test.each(requests)('does nothing for it without them: %s', async (_name, request) => {
    const handler = (await deploy(...documents)).core()(callerWith(['write', 'mail']));
    expect(await challenged(request(handler))).toEqual(['use', 'write']);
  });

  test('names what the operation needs as well', async () => {
    const handler = (await deploy(...documents)).core()(ADA);
    expect(await challenged(ask(handler, 'tools/call', { name: 'greet' }))).toEqual(['use', 'write']);
    for (const name of ['hidden', 'absent']) {
      expect(await challenged(ask(handler, 'tools/call', { name }))).toEqual(['use']);
    }
  });

  test('serves a caller that has them', async () => {
    const handler = (await deploy(...documents)).core()(callerWith(['use']));
    expect((await ask(handler, 'prompts/get', { name: 'review' })).response.result).toBeDefined();
    expect(await challenged(ask(handler, 'tools/call', { name: 'greet' }))).toEqual(['use', 'write']);
  });
});
