import { AwsCallFailed } from '../../../lambda/aws/index.ts';
import { openState, StateUnavailable } from '../../../lambda/state/index.ts';
import { ConditionFailed } from '../../../lambda/table/index.ts';
import {
  type AwsServer,
  answers,
  type Behaviour,
  functionEnvironment,
  startAwsServer,
} from '../../support/aws-server.ts';
import { startDynalite } from '../../support/dynalite.ts';

const SETTINGS = {
  table: 'state',
  signingSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:signing-AbCdEf',
  worker: 'arn:aws:lambda:eu-west-1:123456789012:function:worker:live',
};

describe('the state of a function', () => {
  let server: AwsServer;
  beforeEach(async () => {
    server = await startAwsServer();
  });
  afterEach(() => server.close());

  test('opens nothing before it is used: neither settings nor environment are looked at', async () => {
    const { table, tokens } = openState(SETTINGS, Date.now, {});

    await expect(table.get({ pk: 'N#1', sk: 'use' })).rejects.toThrow('AWS_REGION is not set');
    await expect(tokens.sign('kind', [], 'payload', 1_000)).rejects.toThrow('AWS_ACCESS_KEY_ID is not set');
  });

  test('seals with the secret of its settings, so that another instance opens it', async () => {
    const secret: Behaviour = (response, request) => {
      const current = request.body.includes('AWSCURRENT');
      if (current) response.writeHead(200).end(JSON.stringify({ SecretString: 'k'.repeat(32) }));
      else response.writeHead(400).end('{"__type":"ResourceNotFoundException"}');
    };
    server.behaviours = [secret];
    const [one, other] = [1, 2].map(() => openState(SETTINGS, Date.now, functionEnvironment(server.endpoint)));
    const token = (await one?.tokens.sign('kind', ['caller'], { step: 1 }, 1000)) ?? '';
    expect(await other?.tokens.verify('kind', ['caller'], token)).toEqual({ step: 1 });
    expect(server.seen.map(({ headers }) => headers['x-amz-target'])).toEqual(
      Array(4).fill('secretsmanager.GetSecretValue'),
    );
    expect(new Set(server.seen.map(({ port }) => port)).size).toBe(2);
  });

  test('starts its worker with the event', async () => {
    server.behaviours = [answers(202, '')];
    await openState(SETTINGS, Date.now, functionEnvironment(server.endpoint)).startWorker({ task: 'a' });
    expect(server.seen).toMatchObject([{ body: '{"task":"a"}', headers: { 'x-amz-invocation-type': 'Event' } }]);
  });

  test.each([
    ['throttles', answers(429, '{}')],
    ['fails', answers(500, '{}')],
    ['does not respond', (response) => void response.destroy()],
  ] satisfies [string, Behaviour][])(
    'a worker whose start %s is unavailable, with the reason',
    async (_, behaviour) => {
      server.behaviours = [behaviour];
      const state = openState(SETTINGS, Date.now, functionEnvironment(server.endpoint));
      const failure = await state.startWorker({}).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StateUnavailable);
      expect(String(failure)).toContain('the worker cannot be started: ');
    },
  );

  test('says that there is no worker where there is none', async () => {
    const { worker: _worker, ...settings } = SETTINGS;
    const state = openState(settings, Date.now, functionEnvironment(server.endpoint));
    await expect(state.startWorker({})).rejects.toThrow('state.worker');
    expect(server.seen).toEqual([]);
  });

  test.each([
    ['throttles', answers(400, '{"__type":"ThrottlingException"}')],
    ['fails', answers(500, '{"__type":"InternalServerError"}')],
    ['refuses the function', answers(400, '{"__type":"AccessDeniedException"}')],
    ['does not respond', (response) => void response.destroy()],
  ] satisfies [string, Behaviour][])('a table that %s is unavailable, with the reason', async (_what, behaviour) => {
    server.behaviours = [behaviour];
    const { table } = openState(SETTINGS, Date.now, functionEnvironment(server.endpoint));
    const key = { pk: 'a', sk: 'b' };
    const attempts = [
      () => table.get(key),
      () => table.query(key),
      () => table.put(key),
      () => table.update(key, { set: { a: 1 }, expect: { a: undefined } }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(StateUnavailable);
    await expect(table.get(key)).rejects.toMatchObject({ cause: expect.any(AwsCallFailed) });
  });

  test('a refusal of what we sent is our bug, and an unmet expectation is an answer', async () => {
    const { table } = openState(SETTINGS, Date.now, functionEnvironment(server.endpoint));
    server.behaviours = [answers(400, '{"__type":"ValidationException"}')];
    await expect(table.put({ pk: 'a', sk: 'b' })).rejects.toThrow(AwsCallFailed);
    server.behaviours = [answers(400, '{"__type":"ConditionalCheckFailedException"}')];
    const update = table.update({ pk: 'a', sk: 'b' }, { set: { a: 1 }, expect: { a: undefined } });
    await expect(update).rejects.toThrow(ConditionFailed);
  });

  test('a signing key that cannot be read makes tokens unavailable', async () => {
    server.behaviours = [answers(500, '{"__type":"InternalServiceError"}')];
    const { tokens } = openState(SETTINGS, Date.now, functionEnvironment(server.endpoint));
    await expect(tokens.sign('kind', [], {}, 1000)).rejects.toThrow(StateUnavailable);
  });

  test('keeps items in the table of its settings', async () => {
    const dynalite = await startDynalite('state');
    const state = openState(SETTINGS, Date.now, functionEnvironment(dynalite.endpoint));
    await state.table.put({ pk: 'a', sk: 'b', expires: 1 });
    expect(await state.table.get({ pk: 'a', sk: 'b' })).toEqual({ pk: 'a', sk: 'b', expires: 1 });
    expect(state.table).toBe(state.table);
    await dynalite.stop();
  });

  test('has leases of streams where the settings limit them, in that table', async () => {
    const dynalite = await startDynalite('state');
    const open = (settings: object) =>
      openState({ ...SETTINGS, ...settings }, Date.now, functionEnvironment(dynalite.endpoint));
    const state = open({ maxStreams: 1 });
    const request = { maxMs: 1000, onLost: () => {} };

    const lease = await state.streams?.acquire(request);

    expect(lease).toBeDefined();
    expect(await open({ maxStreams: 1 }).streams?.acquire(request)).toBeUndefined();
    expect(await state.table.query({ pk: 'L#listen' })).toHaveLength(1);
    expect(open({}).streams).toBeUndefined();
    await lease?.release();
    await dynalite.stop();
  });
});
