import { AwsCallFailed, createJsonCall, type JsonCall } from '../../../lambda/aws/index.ts';
import {
  type AwsServer,
  answers,
  type Behaviour,
  CREDENTIALS,
  refuses,
  rightAuthorization,
  startAwsServer,
} from '../../support/aws-server.ts';

const SERVICE = {
  host: 'dynamodb',
  variable: 'DYNAMODB',
  label: 'DynamoDB',
  target: 'DynamoDB_20120810',
  contentType: 'application/x-amz-json-1.0',
};

describe('a call', () => {
  let server: AwsServer;
  let call: JsonCall<string>;
  const open = (policy = {}) =>
    createJsonCall(SERVICE, { region: 'eu-west-1', url: server.endpoint, credentials: () => CREDENTIALS }, policy);

  beforeEach(async () => {
    server = await startAwsServer();
    call = open();
  });
  afterEach(() => server.close());

  const failureOf = (calling: Promise<unknown>): Promise<AwsCallFailed> =>
    calling.then(
      () => Promise.reject(new Error('the call did not fail')),
      (error: unknown) => (error instanceof AwsCallFailed ? error : Promise.reject(error)),
    );

  test('goes out signed, as JSON, and comes back parsed', async () => {
    server.behaviours = [answers(200, '{"Item":{"pk":{"S":"☃"}}}')];

    expect(await call('GetItem', { TableName: 't', Key: { pk: { S: 'é' } } })).toEqual({ Item: { pk: { S: '☃' } } });

    const [seen] = server.seen;
    expect(JSON.parse(seen?.body ?? '')).toEqual({ TableName: 't', Key: { pk: { S: 'é' } } });
    expect(seen?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-amz-security-token': 'token',
      authorization: seen && (await rightAuthorization(seen)),
    });
  });

  test('keeps one connection, even for calls at the same time', async () => {
    await Promise.all([call('GetItem', {}), call('Query', {})]);
    await call('Query', {});
    expect(new Set(server.seen.map(({ port }) => port)).size).toBe(1);
  });

  test('finds a service below a path of its endpoint', async () => {
    const url = `${server.endpoint}/aws/`;
    await createJsonCall(SERVICE, { region: 'eu-west-1', url, credentials: () => CREDENTIALS })('GetItem', {});
    const [seen] = server.seen;
    expect(seen?.path).toBe('/aws/');
    expect(seen?.headers.authorization).toBe(seen && (await rightAuthorization(seen)));
  });

  const hangsUp: Behaviour = (response) => void response.destroy();
  const breaksOff: Behaviour = (response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"It');
    setImmediate(() => response.destroy());
  };
  const throttles = refuses('ProvisionedThroughputExceededException');

  test.each([
    ['a throttled service', throttles],
    ['a service with troubles of its own', refuses('InternalServerError', 500)],
    ['a front that is away', answers(503, '<html>')],
    ['a connection that breaks', hangsUp],
    ['an answer that breaks off', breaksOff],
  ])('%s is asked once more', async (_what, fails) => {
    server.behaviours = [fails, answers(200, '{}')];
    expect(await call('Query', {})).toEqual({});
    expect(server.seen).toHaveLength(2);

    server.behaviours = [fails];
    await expect(call('Query', {})).rejects.toThrow(AwsCallFailed);
    expect(server.seen).toHaveLength(4);
  });

  test('what must not be done twice is sent again only when it was refused before it began', async () => {
    server.behaviours = [throttles, answers(200, '{}')];
    expect(await call('UpdateItem', {}, false)).toEqual({});

    for (const fails of [hangsUp, breaksOff, refuses('InternalServerError', 500)]) {
      server.seen.length = 0;
      server.behaviours = [fails, answers(200, '{}')];
      const failure = await failureOf(call('UpdateItem', {}, false));
      expect(failure).toMatchObject({ retryable: true, mayHaveHappened: true });
      expect(server.seen).toHaveLength(1);
    }
  });

  test('a refusal tells whether an earlier attempt may have been carried out', async () => {
    server.behaviours = [hangsUp, refuses('ConditionalCheckFailedException')];
    const code = 'ConditionalCheckFailedException';
    expect(await failureOf(call('UpdateItem', {}))).toMatchObject({ code, retryable: false, mayHaveHappened: true });

    server.behaviours = [throttles, refuses('ConditionalCheckFailedException')];
    expect(await failureOf(call('UpdateItem', {}))).toMatchObject({ code, retryable: false, mayHaveHappened: false });
  });

  test('takes as many attempts as its policy allows', async () => {
    server.behaviours = [hangsUp, throttles, answers(200, '{}')];
    expect(await open({ attempts: 3 })('Query', {})).toEqual({});
    expect(server.seen).toHaveLength(3);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'ItemCollectionSizeLimitExceededException'])(
    '%s is final, and told by its name alone',
    async (code) => {
      server.behaviours = [refuses(code)];
      const failure = await failureOf(call('GetItem', {}));
      expect(failure).toMatchObject({ code, retryable: false, mayHaveHappened: false });
      expect(failure.message).toBe(`GetItem was refused: ${code}`);
      expect(server.seen).toHaveLength(1);
    },
  );

  test('an answer that is no JSON is a failure, and told without a word of it', async () => {
    server.behaviours = [answers(200, '{"SecretString":"hush"')];
    const failure = await failureOf(call('GetSecretValue', {}));
    expect(failure).toMatchObject({ retryable: false, mayHaveHappened: true, cause: undefined });
    expect(failure.message).toBe('DynamoDB responded to GetSecretValue with invalid JSON');
  });

  test('a service that hangs is given up', async () => {
    server.behaviours = [() => undefined];
    await expect(open({ attemptMs: 50 })('GetItem', {})).rejects.toThrow('no response within 50 ms');
    expect(server.seen).toHaveLength(2);
  });

  test('a service that is not there is told so', async () => {
    await server.close();
    await expect(call('GetItem', {})).rejects.toThrow('DynamoDB cannot be reached');
  });
});
