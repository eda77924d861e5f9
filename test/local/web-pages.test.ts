import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { configOf, invokeBuffered, startAccount, writeStory } from './support/account.ts';
import { scratch } from './support/scratch.ts';

const directory = scratch();
let account: Awaited<ReturnType<typeof startAccount>>;
const clients: { destroy(): void }[] = [];
/** The ports of the running stack, except that of the load balancer. */
let ports: Readonly<Record<string, number>>;

beforeAll(async () => {
  // As an earlier release left it.
  mkdirSync(directory.inside('state'), { mode: 0o755 });
  directory.write('state/secrets.json', '{}\n');
  const catalog = writeStory(directory, 'secrets: { orders: { token: hush } }\n');
  account = await startAccount(directory, { catalog: [catalog] });
  const variables = (await (await fetch(`${account.stack.endpoint}/direct/`)).json()) as Record<string, string>;
  ports = {
    'the tables': Number(new URL(account.stack.tableEndpoint).port),
    'the AWS APIs': Number(new URL(account.reach.endpoints.LAMBDA ?? '').port),
    'the Runtime API': Number(variables.AWS_LAMBDA_RUNTIME_API?.split(':')[1]),
  };
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await account.stack.stop();
  directory.remove();
});

/** A client that is closed after all tests. */
function open<T extends { destroy(): void }>(client: T): T {
  clients.push(client);
  return client;
}

/** Sends a signed request as a client of the table would, with these headers in addition. */
function send(port: number, headers: Record<string, string>, method = 'POST') {
  return new Promise<{ status: number | undefined; allowed: string | undefined; body: string }>((resolve, reject) => {
    const { accessKeyId } = account.stack.credentials;
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
    const usual = {
      authorization,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
    };
    const sent = request({ host: '127.0.0.1', port, method, path: '/', headers: { ...usual, ...headers } });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const allowed = response.headers['access-control-allow-origin'];
      resolve({ status: response.statusCode, allowed, body: await text(response) });
    });
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

describe.each(['the tables', 'the AWS APIs', 'the Runtime API'])('%s', (name) => {
  test.each([
    ['an Origin', { origin: 'https://page.example' }, 'POST'],
    ['an opaque Origin', { origin: 'null' }, 'POST'],
    ['a preflight', { origin: 'https://page.example', 'access-control-request-method': 'POST' }, 'OPTIONS'],
    ['an image of a page, which has no Origin', { 'sec-fetch-site': 'cross-site' }, 'GET'],
    ['a host name that DNS rebinding made resolve to loopback', { host: 'rebound.example:PORT' }, 'POST'],
    ['the right host with another port', { host: '127.0.0.1:1' }, 'POST'],
    ['the right host without a port', { host: 'localhost' }, 'POST'],
  ])('refuse %s', async (_, headers: Record<string, string>, method) => {
    const port = ports[name] ?? 0;
    const filled = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, value.replace('PORT', String(port))]),
    );

    const { status, allowed, body } = await send(port, filled, method);

    expect([status, allowed]).toEqual([403, undefined]);
    expect(body).toContain('The local stack accepts');
  });

  test.each(['127.0.0.1', 'localhost', 'LocalHost', '[::1]'])('accept %s with the port as Host', async (host) => {
    const port = ports[name] ?? 0;

    expect((await send(port, { host: `${host}:${port}` })).body).not.toContain('The local stack accepts');
  });
});

describe('an access key of another run', () => {
  const stranger = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = (service: string) => ({ ...configOf(account.reach, service), credentials: stranger });

  test('is refused by the tables', async () => {
    const client = open(new DynamoDBClient(config('DYNAMODB')));

    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: expect.stringContaining('Use the access key that the local stack printed'),
    });
  });

  test('is refused by the tables in the query of a presigned URL', async () => {
    const query = 'X-Amz-Algorithm=a&X-Amz-Credential=local&X-Amz-Date=d&X-Amz-SignedHeaders=h&X-Amz-Signature=s';
    const response = await fetch(`${account.stack.tableEndpoint}/?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    });

    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('UnrecognizedClient')]);
  });

  test('is refused by Lambda, Secrets Manager and STS', async () => {
    const secret = new GetSecretValueCommand({ SecretId: 'spillway/dev/orders/token' });

    await expect(invokeBuffered(open(new LambdaClient(config('LAMBDA'))), account.alias, {})).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(open(new SecretsManagerClient(config('SECRETS_MANAGER'))).send(secret)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(open(new STSClient(config('STS'))).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });
});

test('this run’s access key reads tables and secrets, and is in the announcement', async () => {
  // The AWS SDK adds members to the object.
  const credentials = { ...account.stack.credentials };
  const tables = open(new DynamoDBClient({ ...configOf(account.reach, 'DYNAMODB'), credentials }));
  const secrets = open(new SecretsManagerClient({ ...configOf(account.reach, 'SECRETS_MANAGER'), credentials }));

  expect((await tables.send(new ListTablesCommand({}))).TableNames).toHaveLength(1);
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'spillway/dev/orders/token' }));
  expect(SecretString).toBe('hush');
  expect(JSON.parse(readFileSync(directory.inside('state/local.json'), 'utf8'))).toMatchObject({
    credentials: account.stack.credentials,
  });
});

test('only the owner can enter the state directory and read its files', () => {
  const state = directory.inside('state');
  const modeOf = (name: string): string => (statSync(`${state}/${name}`).mode & 0o777).toString(8);
  const modes = Object.fromEntries(['.', ...readdirSync(state)].map((name) => [name, modeOf(name)]));

  expect(modes).toEqual({ '.': '700', 'local.json': '600', 'local.pid': '600', 'secrets.json': '600', table: '700' });
});
