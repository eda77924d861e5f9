import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { parseKey } from '../../../lambda/auth/keys/format.ts';
import type { HttpHandler } from '../../../lambda/edge/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage } from '../../../lib/config/index.ts';
import { synthesize } from '../../lib/stacks/synthesize.ts';
import { type AwsServer, answers, functionEnvironment, startAwsServer } from '../../support/aws-server.ts';
import { SETTINGS } from '../../support/settings.ts';
import { type Deployment, openDeployment, type Reply, send, uniqueText } from './support/deployment.ts';
import { type Era, requestOf } from './support/requests.ts';

/*
 * Canaries: secrets that occur nowhere else pass through calls, errors and refusals. Then everything that was written is searched for
 * them: logs, tables, error bodies, templates.
 */

const SERVER = 'vault';
const PATH = `/mcp/${SERVER}`;
const ERAS: readonly Era[] = ['2026-07-28', '2025-11-25', 'batch'];
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
const ARGUMENT = uniqueText('argument');
const SECRET = uniqueText('secret');

const environment = process.env;
const written: string[] = [];
let deployment: Deployment;
let handler: HttpHandler;
let store: AwsServer;
let upstream: Server;
/** Texts that must be found nowhere, by name. */
const canaries = new Map<string, string>([['the secret of the upstream', SECRET]]);
let key: string;
let token: string;

function record(chunk: unknown): boolean {
  written.push(String(chunk));
  return true;
}

beforeAll(async () => {
  upstream = createServer((request, response) => {
    const { url = '', headers } = request;
    const fails = url.startsWith('/fails');
    // What an upstream says of a failure is for the agent: this one does not repeat the argument.
    const heard = JSON.stringify({ url: fails ? '' : url, authorization: headers.authorization });
    if (url.startsWith('/breaks')) response.socket?.destroy();
    else response.writeHead(fails ? 500 : 200, { 'content-type': 'application/json' }).end(heard);
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  store = await startAwsServer();
  store.behaviours = [answers(200, JSON.stringify({ Parameter: { Value: SECRET } }))];
  deployment = await openDeployment();
  const { apply, keys, clock, start } = deployment;
  await apply(documents((upstream.address() as AddressInfo).port));
  key = (await keys.create({ name: 'k', owner: 'o', scopes: ['x'], expiresAt: clock.ms + 86_400_000 })).key;
  token = deployment.token({ aud: `${SETTINGS.publicUrl}${PATH}`, scope: 'x' });
  canaries.set('the key', key).set("the key's secret", parseKey(key)?.secret ?? '');
  canaries.set('the token', token).set("the token's signature", token.split('.')[2] ?? '');
  process.env = { ...environment, ...functionEnvironment(store.endpoint) };
  handler = start();
  for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, 'write').mockImplementation(record);
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    jest.spyOn(console, method).mockImplementation(record);
});
afterAll(async () => {
  jest.restoreAllMocks();
  process.env = environment;
  upstream.closeAllConnections();
  await Promise.all([deployment.close(), store.close(), new Promise((resolve) => void upstream.close(resolve))]);
});

function documents(port: number): string {
  const input =
    'input: { type: object, properties: { note: { type: string, maxLength: 60 }, amount: { type: integer } } }\n';
  const http = (path: string) =>
    `target:\n  type: http\n  url: http://127.0.0.1:${port}/${path}\n  query: { note: "{% $args.note %}" }\n  retries: 0\n  auth: { type: bearer, secret: token }\n`;
  const tool = (name: string, more: string) =>
    `kind: Tool\nserver: ${SERVER}\nname: ${name}\ndescription: d\n${input}${more}`;
  return [
    `kind: Server\nserver: ${SERVER}\nhosts: ["127.0.0.1:${port}"]\nstepUp: [y]\n`,
    tool('tells', http('tells')),
    tool('fails', http('fails')),
    tool('breaks', http('breaks')),
    tool('missing', http('missing').replace('secret: token', 'secret: other')),
    tool('later', `task: optional\n${http('later')}`),
    tool('offered', `scopes: [y]\n${http('tells')}`),
    tool('throws', 'target: { type: static, text: "{% $number($args.note) %}" }\n'),
    `kind: Prompt\nserver: ${SERVER}\nname: says\narguments: [{ name: note, completion: [go] }]\nmessages: [{ role: user, content: { type: text, text: "{% $args.note %}" } }]\n`,
    `kind: Resource\nserver: ${SERVER}\nname: notes\nuriTemplate: note://by/{note}\ntext: done\n`,
    `kind: Policy\nserver: ${SERVER}\nname: all\npolicy: 'permit(principal, action, resource);'\n`,
    `kind: Policy\nserver: ${SERVER}\nname: none\npolicy: 'forbid(principal, action in Action::"tools", resource) when { context.input has amount && context.input.amount == 13 };'\n`,
  ].join('---\n');
}

type Headers = Readonly<Record<string, string>>;

/** Requests that bring the argument, in ways that succeed, fail and are refused. */
const REQUESTS: readonly (readonly [method: string, params: JsonObject, headers?: Headers])[] = [
  ...['tells', 'fails', 'breaks', 'missing', 'offered', 'throws', 'unknown'].map(
    (name) => ['tools/call', { name, arguments: { note: ARGUMENT } }] as const,
  ),
  ['tools/call', { name: 'tells', arguments: { note: { [ARGUMENT]: ARGUMENT } } }],
  ['tools/call', { name: 'tells', arguments: { note: ARGUMENT.repeat(9) } }],
  ['tools/call', { name: 'tells', arguments: { note: ARGUMENT, amount: ARGUMENT } }],
  ['tools/call', { name: 'tells', arguments: { note: ARGUMENT, amount: 13 } }],
  ['tools/call', { name: 'tells', arguments: ARGUMENT }],
  ['tools/call', { name: 'tells', arguments: { note: ARGUMENT }, requestState: SECRET }],
  ['tools/call', { name: 'tells', arguments: { note: ARGUMENT } }, { 'mcp-method': 'tools/list' }],
  ['prompts/get', { name: 'says', arguments: { note: ARGUMENT } }],
  ['prompts/get', { name: 'says', arguments: { note: [ARGUMENT] } }],
  ['prompts/get', { name: 'unknown', arguments: { note: ARGUMENT } }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'says' }, argument: { name: 'note', value: ARGUMENT } }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'no' }, argument: { name: 'note', value: ARGUMENT } }],
  ['tools/list', { cursor: ARGUMENT }],
  [
    'tasks/update',
    { taskId: 'x'.repeat(32), inputResponses: { a: { action: 'accept', content: { note: ARGUMENT } } } },
  ],
];

/** Credentials that are accepted, and others that are nearly right. */
function credentials(): readonly Headers[] {
  const change = (text: string) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const refused = [deployment.token({ aud: 'https://other.example' }), deployment.token({ exp: 1 }), change(token)];
  return [
    { 'x-api-key': key },
    bearer(key),
    bearer(token),
    { 'x-api-key': change(key) },
    bearer(change(key)),
    ...refused.map(bearer),
    { 'x-api-key': key, ...bearer(token) },
    { 'x-api-key': token },
    bearer(`${token}, Bearer ${key}`),
    { authorization: `Basic ${Buffer.from(`a:${key}`).toString('base64')}` },
    { 'x-api-key': `${key}\u0007` },
  ];
}

const replies: Reply[] = [];

async function sendAll(): Promise<void> {
  for (const [method, params, lie] of REQUESTS) {
    for (const era of ERAS) {
      for (const streams of [true, false]) {
        for (const own of credentials()) {
          const { headers, body } = requestOf(era, method, params);
          replies.push(await send(handler, { path: PATH, streams, headers: { ...headers, ...own, ...lie }, body }));
        }
      }
    }
  }
}

function found(text: string): readonly string[] {
  return [...canaries].filter(([, canary]) => text.includes(canary)).map(([name]) => name);
}

/** Whether a response is an error, or a tool's. */
function isError({ status, message }: Reply): boolean {
  return status !== 200 || message?.error !== undefined || message?.result?.isError === true;
}

describe('secrets that passed through calls, errors and refusals', () => {
  beforeAll(async () => {
    await sendAll();
    const { headers, body } = requestOf(
      '2026-07-28',
      'tools/call',
      { name: 'later', arguments: { note: ARGUMENT } },
      TASKS,
    );
    replies.push(await send(handler, { path: PATH, streams: true, headers: { ...headers, 'x-api-key': key }, body }));
    // The same while the tables are away, for callers that are known and for others.
    deployment.table.failure = new Error('away');
    deployment.clock.ms += 20_000;
    await sendAll();
    deployment.clock.ms += 600_000;
    await sendAll();
    deployment.table.failure = undefined;
  });

  test('were used, and refused in every way', () => {
    const statuses = new Set(replies.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 307, 400, 401, 403, 503]));
    expect(replies.some(({ text }) => text.includes('[secret]'))).toBe(true);
    expect(replies.some(({ text }) => text.includes('not permitted'))).toBe(true);
    expect(written.length).toBeGreaterThan(10);
  });

  test('are in no log line, and no argument is', () => {
    const log = written.join('\n');
    expect(found(log)).toEqual([]);
    expect(log.includes(ARGUMENT)).toBe(false);
    expect(log).not.toContain('Bearer ');
  });

  test('are in no response', () => {
    expect(replies.flatMap(({ headers, text }) => found(JSON.stringify(headers) + text))).toEqual([]);
  });

  test('are in no item of the tables, and no argument is, except for those of a task', () => {
    const items = [...deployment.table.items.values(), ...deployment.state.table.items.values()];
    expect(items.flatMap((item) => found(JSON.stringify(item)))).toEqual([]);
    const kinds = items
      .filter((item) => JSON.stringify(item).includes(ARGUMENT))
      .map(({ pk }) => pk.replace(/#.*/, ''));
    expect(new Set(kinds)).toEqual(new Set(['K']));
  });

  test('leave no argument in an error', () => {
    const errors = replies.filter(isError).filter(({ text }) => text.includes(ARGUMENT));
    expect([...new Set(errors.map(({ text }) => text))]).toEqual([]);
  });
});

test('no template holds what the environment of a deployment holds', () => {
  process.env = { ...process.env, SPILLWAY_KEY: key, SPILLWAY_TOKEN: token, AWS_SECRET_ACCESS_KEY: SECRET };
  const { directory } = synthesize('prod', loadStage(REPOSITORY_ROOT, 'prod'));
  const texts = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'));
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.flatMap(found)).toEqual([]);
});
