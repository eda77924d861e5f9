import { Readable } from 'node:stream';
import type { FunctionSettings } from '../../lambda/settings.ts';
import type { AlbRequest } from '../../local/alb/index.ts';
import { Access, readStatements } from '../../local/iam/index.ts';
import { type FunctionSpec, readEventInvokeConfigs } from '../../local/lambda/index.ts';
import { synthesize } from '../../local/synth.ts';
import { readTables, readTimesToLive } from '../../local/table/index.ts';
import type { Resolver } from '../../local/template/index.ts';
import { readStageIn } from './support/read-stage.ts';
import { scratch } from './support/scratch.ts';

const directory = scratch();
afterAll(() => directory.remove());

/** Priorities of the rules of every stage (DESIGN section 3). */
const RULES = [10, 20, 30, 40, 50, 60, 900, 999, 'default'];

/** The queue of the worker's failed events. */
const QUEUE_ARN = /^arn:aws:sqs:us-east-1:\d{12}:Spillway-[a-z]+-Service-FunctionsWorkerFailedEventsQueue/;

/** The functions of every stage. */
const OWN = ['direct', 'listen', 'stream', 'worker'];

/** The target type for each method, by the header `Mcp-Method`: small responses that never stream are buffered. */
const LANDS: Readonly<Record<string, 'lambda' | 'ip'>> = {
  'server/discover': 'lambda',
  'tools/list': 'lambda',
  'prompts/list': 'lambda',
  'resources/list': 'lambda',
  'resources/templates/list': 'lambda',
  'tools/call': 'ip',
  'prompts/get': 'ip',
  'resources/read': 'ip',
  'completion/complete': 'ip',
  'subscriptions/listen': 'ip',
  'tasks/get': 'ip',
  'tasks/update': 'ip',
  'tasks/cancel': 'ip',
  // Clients before 2026-07-28 do not send the header.
  '': 'ip',
};

/** @param credentials the header that carries them; default: `Authorization`, which every stage accepts */
function requestOf(method: string, credentials = 'Authorization'): AlbRequest {
  const headers = [
    ['Content-Type', 'application/json'],
    ...(credentials === '' ? [] : [[credentials, 'x']]),
    ...(method === '' ? [] : [['Mcp-Method', method]]),
  ] as const;
  const where = { method: 'POST', path: '/mcp/orders', query: '', sourceIp: '127.0.0.1' };
  const disconnected = new AbortController().signal;
  const lines = headers.map(([name = '', value = '']) => [name, value] as const);
  return { ...where, headers: lines, body: Readable.from([]), disconnected };
}

/** Reads everything that the local stack reads from the templates of a stage. */
async function readStage(stage: string) {
  const assembly = directory.inside(stage);
  await synthesize(stage, assembly);
  const { resolver, specs, apis, balancer } = readStageIn(assembly);
  const [catalog = '', state = '', ...others] = readTables(resolver).map(({ TableName }) => TableName);
  return {
    resolver,
    specs,
    own: specs.filter(({ label }) => OWN.includes(label)),
    worker: specs.find(({ label }) => label === 'worker')?.arn,
    tables: { catalog, state, others },
    api: apis,
    balancer,
  };
}

function settingsOf(spec: FunctionSpec): FunctionSettings {
  return JSON.parse(spec.environment.SPILLWAY_SETTINGS ?? '');
}

const TABLE_ACTIONS = ['GetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].map(
  (operation) => `dynamodb:${operation}`,
);

/** Checks a permission as the local stack does for a function's request to AWS. */
function permissionsOf({ roleArn = '', name }: FunctionSpec, resolver: Resolver) {
  const access = new Access(() => undefined);
  const { accessKeyId } = access.issue(roleArn, name, readStatements(resolver, roleArn));
  const principal = access.principal(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`);
  return (action: string, resource: string, leadingKeys?: readonly string[]): boolean => {
    try {
      access.assertAllowed(principal, action, resource, leadingKeys);
      return true;
    } catch {
      return false;
    }
  };
}

describe.each(['dev', 'prod'])('the templates of %s', (stage) => {
  let read: Awaited<ReturnType<typeof readStage>>;
  beforeAll(async () => {
    read = await readStage(stage);
  }, 60_000);

  test('are emulated completely', () => {
    const { api, balancer, resolver, specs } = read;

    for (const { roleArn = '' } of specs) {
      expect(readStatements(resolver, roleArn)).toContainEqual(
        expect.objectContaining({ allows: true, actions: expect.arrayContaining(['logs:PutLogEvents']) }),
      );
    }
    expect(api.apis).toHaveLength(1);
    expect(api.endpoints.size).toBe(2);
    expect(balancer.rules.map(({ priority }) => priority)).toEqual(expect.arrayContaining(RULES));
    expect(balancer.idleTimeoutMs).toBeGreaterThanOrEqual(310_000);
    expect(balancer.notes).toEqual(
      stage === 'prod' ? [expect.stringContaining('the HTTPS listener is emulated as plain HTTP on loopback')] : [],
    );
  });

  test('give each function the names of its resources: the catalogue table, then the state table, whose items expire', () => {
    const { own, resolver, tables, worker } = read;

    expect(own.map(({ label }) => label).sort()).toEqual(OWN);
    for (const spec of own) {
      const settings = settingsOf(spec);
      expect(settings).toMatchObject({ stage, table: tables.catalog, state: { table: tables.state } });
      expect(settings.publicUrl).toMatch(/127\.0\.0\.1:8787$|^https:/);
      const startsTasks = spec.arn !== worker && spec.label !== 'direct';
      expect(settings.state.worker).toBe(startsTasks ? `${worker}:live` : undefined);
    }
    // No function has the name of the audit: the command line writes it.
    expect(tables.others).toEqual([`spillway-${stage}-audit`]);
    expect([...readTimesToLive(resolver)]).toEqual([[tables.state, 'expires']]);
    expect([...readEventInvokeConfigs(resolver)]).toEqual([
      [`${worker}:live`, { maxAgeMs: 3_600_000, retries: 2, onFailure: expect.stringMatching(QUEUE_ARN) }],
    ]);
  });

  test('allow the four functions exactly the actions that they need on tables, key, worker and queue', () => {
    const { own, resolver, specs, tables, worker } = read;
    const { region, account } = resolver.assembly.stacks[0] ?? {};
    const [signingKey = '', ...others] = new Set(own.map((spec) => settingsOf(spec).state.signingSecret));
    const failedEvents = readEventInvokeConfigs(resolver).get(`${worker}:live`)?.onFailure ?? '';
    const reading = ['dynamodb:GetItem', 'dynamodb:Query'];

    for (const spec of specs) {
      const may = permissionsOf(spec, resolver);
      const mayWith = (table: string, leadingKeys?: readonly string[]) =>
        TABLE_ACTIONS.filter((action) =>
          may(action, `arn:aws:dynamodb:${region}:${account}:table/${table}`, leadingKeys),
        );
      const isOwn = own.includes(spec);
      const isListen = spec.label === 'listen';
      const isDirect = spec.label === 'direct';
      const writing = isListen || isDirect ? [] : ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
      expect({
        label: spec.label,
        catalog: mayWith(tables.catalog),
        state: mayWith(tables.state),
        tasks: mayWith(tables.state, ['K#1']),
        leases: mayWith(tables.state, ['L#listen']),
        rates: mayWith(tables.state, ['L#rate#caller#key:a']),
        operations: mayWith(tables.state, ['L#operations#caller#key:a']),
        readsKey: may('secretsmanager:GetSecretValue', signingKey),
        startsTasks: may('lambda:InvokeFunction', `${worker}:live`),
        keepsFailedEvents: may('sqs:SendMessage', failedEvents),
        usesQueues: may('sqs:ReceiveMessage', failedEvents) || may('sqs:SendMessage', `${failedEvents}x`),
        callsOtherVersions: may('lambda:InvokeFunction', `${worker}`) || may('lambda:InvokeFunction', `${worker}:1`),
      }).toEqual({
        label: spec.label,
        catalog: isOwn ? reading : [],
        state: isOwn ? [...reading, ...writing] : [],
        tasks: isOwn ? [...reading, ...writing] : [],
        leases: isOwn ? [...reading, ...(isListen ? ['dynamodb:UpdateItem'] : writing)] : [],
        rates: isOwn ? [...reading, ...(isListen ? ['dynamodb:UpdateItem'] : writing)] : [],
        operations: isOwn ? [...reading, ...(isListen ? ['dynamodb:UpdateItem'] : writing)] : [],
        readsKey: isOwn && !isListen && spec.arn !== worker,
        startsTasks: isOwn && spec.arn !== worker && !isDirect,
        keepsFailedEvents: spec.arn === worker,
        usesQueues: false,
        callsOtherVersions: false,
      });
    }
    expect(others).toEqual([]);
  });

  test.each(Object.entries(LANDS))('route %j to a target of type %s', (method, type) => {
    const rule = read.balancer.rules.find(({ matches }) => matches(requestOf(method)));

    expect(rule?.action.type).toBe(type);
  });

  test('route subscriptions to a function of their own, which runs no call', () => {
    const priorityOf = (method: string) =>
      read.balancer.rules.find(({ matches }) => matches(requestOf(method)))?.priority;

    expect(priorityOf('subscriptions/listen')).toBe(60);
    expect(priorityOf('tools/call')).toBe(900);
  });

  test(`route requests without credentials ${stage === 'dev' ? 'like all others' : 'to direct, which challenges'}`, () => {
    const priorityOf = (method: string, credentials: string) =>
      read.balancer.rules.find(({ matches }) => matches(requestOf(method, credentials)))?.priority;

    const none = [priorityOf('tools/call', ''), priorityOf('subscriptions/listen', '')];
    const key = [priorityOf('tools/call', 'X-Api-Key'), priorityOf('subscriptions/listen', 'x-api-key')];

    expect(none).toEqual(stage === 'dev' ? [900, 60] : [999, 999]);
    expect(key).toEqual(stage === 'dev' ? [900, 60] : [901, 61]);
  });
});

test('a stage that does not exist fails with the output of the app', async () => {
  await expect(synthesize('nowhere', directory.inside('nowhere'))).rejects.toThrow(
    /the CDK app of stage nowhere failed:[\s\S]*nowhere/,
  );
});
