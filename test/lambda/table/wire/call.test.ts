import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDynamoCall, type DynamoCall, TableCallFailed } from '../../../../lambda/table/wire/call.ts';
import { callOptions } from '../../../../lambda/table/wire/environment.ts';

interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly port: number | undefined;
}

describe('a call', () => {
  let server: Server;
  let call: DynamoCall;
  let seen: Seen[];
  /** What the table does, attempt by attempt; the last one again and again. */
  let behaviours: ((response: ServerResponse) => void)[];

  beforeEach(async () => {
    seen = [];
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen.push({ headers: request.headers, body: String(Buffer.concat(chunks)), port: request.socket.remotePort });
      (behaviours.length > 1 ? behaviours.shift() : behaviours[0])?.(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = () => ({ accessKeyId: 'id', secretAccessKey: 'hush', sessionToken: 'token' });
    call = createDynamoCall({ region: 'eu-west-1', endpoint, credentials });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const answers = (status: number, body: string) => (response: ServerResponse) => {
    response.writeHead(status).end(body);
  };
  const refuses = (type: string, status = 400) =>
    answers(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'secret detail' }));

  test('goes out signed, as JSON, and comes back parsed', async () => {
    behaviours = [answers(200, '{"Item":{"pk":{"S":"☃"}}}')];

    expect(await call('GetItem', { TableName: 't', Key: { pk: { S: 'é' } } })).toEqual({ Item: { pk: { S: '☃' } } });

    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    expect(JSON.parse(body)).toEqual({ TableName: 't', Key: { pk: { S: 'é' } } });
    expect(headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-amz-security-token': 'token',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, /,
      ),
    });
  });

  test('keeps one connection, even for calls at the same time', async () => {
    behaviours = [answers(200, '{}')];
    await Promise.all([call('GetItem', {}), call('Query', {})]);
    await call('Query', {});
    expect(new Set(seen.map(({ port }) => port)).size).toBe(1);
  });

  test.each([
    ['a throttled table', refuses('ProvisionedThroughputExceededException')],
    ['a table with troubles of its own', refuses('InternalServerError', 500)],
    ['a front that is away', answers(503, '<html>')],
    ['a connection that breaks', (response: ServerResponse) => void response.destroy()],
    [
      'an answer that breaks off',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"It');
        setImmediate(() => response.destroy());
      },
    ],
  ])('%s is asked once more', async (_what, fails) => {
    behaviours = [fails, answers(200, '{}')];
    expect(await call('Query', {})).toEqual({});
    expect(seen).toHaveLength(2);

    behaviours = [fails];
    await expect(call('Query', {})).rejects.toThrow(TableCallFailed);
    expect(seen).toHaveLength(4);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    '%s is final, and told by its name alone',
    async (type) => {
      behaviours = [refuses(type)];
      await expect(call('GetItem', {})).rejects.toThrow(new TableCallFailed(`GetItem was refused: ${type}`, false));
      expect(seen).toHaveLength(1);
    },
  );

  test('a table that hangs is given up', async () => {
    behaviours = [() => undefined];
    await expect(call('GetItem', {})).rejects.toThrow('no answer within 1500 ms');
  });

  test('a table that is not there is told so', async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(call('GetItem', {})).rejects.toThrow('the table cannot be reached');
  });
});

describe('the environment of a function', () => {
  const LAMBDA = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_SESSION_TOKEN: 'c',
  };

  test('says Region, endpoint and credentials', () => {
    const options = callOptions(LAMBDA);
    expect(options.endpoint).toBe('https://dynamodb.us-east-1.amazonaws.com');
    expect(options.credentials()).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' });
    expect(callOptions({ ...LAMBDA, AWS_REGION: 'cn-north-1' }).endpoint).toBe(
      'https://dynamodb.cn-north-1.amazonaws.com.cn',
    );
  });

  test('may name another endpoint, for DynamoDB before all services', () => {
    const all = { ...LAMBDA, AWS_ENDPOINT_URL: 'http://a' };
    expect(callOptions(all).endpoint).toBe('http://a');
    expect(callOptions({ ...all, AWS_ENDPOINT_URL_DYNAMODB: 'http://b' }).endpoint).toBe('http://b');
  });

  test('is missed by name', () => {
    expect(() => callOptions({})).toThrow('AWS_REGION is not set');
    expect(() => callOptions({ AWS_REGION: 'x' }).credentials()).toThrow('AWS_ACCESS_KEY_ID is not set');
  });
});
