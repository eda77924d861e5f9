import type { HttpHandler } from '../../../lambda/edge/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { SETTINGS } from '../../support/settings.ts';
import { DOCUMENTS, documentsOf, PAY, SERVERS } from './support/catalogue.ts';
import { type Deployment, openDeployment, type Reply, send } from './support/deployment.ts';
import { expected, type Identity, type Kind, type Use } from './support/model.ts';
import { type Era, requestOf } from './support/requests.ts';

/*
 * The access matrix: callers x servers x operations x eras x paths, through the functions as they are deployed. What each cell must
 * be is computed by `support/model.ts`, which knows the requirements and none of the code.
 */

const ERAS: readonly Era[] = ['2026-07-28', '2025-11-25', 'batch'];
const PATHS = [
  ['direct', false],
  ['stream', true],
] as const;
const SERVER_NAMES = [...Object.keys(SERVERS), 'absent'];
const DAY_MS = 86_400_000;
/** Statuses that bring a challenge: RFC 6750 section 3.1. */
const CHALLENGED = new Set([400, 401, 403]);
const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

interface Operation {
  readonly name: string;
  readonly use: Use;
  readonly method: (era: Era) => string;
  readonly params: JsonObject;
  /** @default all */
  readonly eras?: readonly Era[];
}

const NAMES = [...Object.keys(DOCUMENTS), 'none'];
const REQUESTS: readonly (readonly [method: string, kind: Kind, params: (name: string) => JsonObject])[] = [
  ['tools/call', 'tool', (name) => ({ name })],
  ['prompts/get', 'prompt', (name) => ({ name })],
  ['resources/read', 'resource', (name) => ({ uri: `note://${name}` })],
  [
    'completion/complete',
    'prompt',
    (name) => ({ ref: { type: 'ref/prompt', name }, argument: { name: 'language', value: '' } }),
  ],
  [
    'completion/complete',
    'resource',
    (name) => ({ ref: { type: 'ref/resource', uri: `note://${name}` }, argument: { name: 'x', value: '' } }),
  ],
];
const LISTS = { 'tools/list': 'tool', 'prompts/list': 'prompt', 'resources/list': 'resource' } as const;
const AMOUNTS = [13, 50, 500, 'absent'] as const;

const OPERATIONS: readonly Operation[] = [
  {
    name: 'the first request',
    use: { what: 'nothing' },
    method: (era) => ({ '2026-07-28': 'server/discover', '2025-11-25': 'initialize', batch: 'ping' })[era],
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
  },
  ...Object.entries(LISTS).map(
    ([method, kind]): Operation => ({
      name: method,
      use: { what: 'list', kind },
      method: () => method,
      params: {},
    }),
  ),
  ...REQUESTS.flatMap(([method, kind, params]) =>
    NAMES.map(
      (name): Operation => ({
        name: `${method} ${kind} ${name}`,
        use: { what: 'document', kind, name },
        method: () => method,
        params: params(name),
      }),
    ),
  ),
  ...AMOUNTS.map(
    (amount): Operation => ({
      name: `tools/call ${PAY} ${amount}`,
      use: { what: 'document', kind: 'tool', name: PAY, amount },
      method: () => 'tools/call',
      params: { name: PAY, arguments: amount === 'absent' ? {} : { amount } },
    }),
  ),
  {
    name: 'subscriptions/listen',
    use: { what: 'nothing' },
    method: () => 'subscriptions/listen',
    params: { notifications: { toolsListChanged: true } },
    eras: ['2026-07-28'],
  },
  ...['tasks/get', 'tasks/update', 'tasks/cancel'].map(
    (method): Operation => ({
      name: method,
      use: { what: 'task' },
      method: () => method,
      params: { taskId: 'x'.repeat(32), inputResponses: {} },
      eras: ['2026-07-28'],
    }),
  ),
];

interface Caller {
  readonly name: string;
  /** Whether the stage admits callers without credentials. */
  readonly anonymous?: true;
  /** How the caller is to be judged at a server. */
  identity(server: string): Identity;
  /** The headers with its credentials. */
  headers(server: string): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

let deployment: Deployment;
let stages: Readonly<Record<'anonymous' | 'proven', HttpHandler>>;
/** The keys, by name. */
const texts: Record<string, string> = {};

beforeAll(async () => {
  deployment = await openDeployment();
  const { apply, issuer, keys, start, clock } = deployment;
  for (const server of Object.keys(SERVERS)) await apply(documentsOf(server as keyof typeof SERVERS, issuer));
  const expiresAt = clock.ms + DAY_MS;
  const create = async (name: string, scopes: readonly string[], more: object = {}) => {
    const made = await keys.create({ name, owner: 'o', scopes, expiresAt, ...more });
    texts[name] = made.key;
    return made;
  };
  await create('plain', []);
  await create('full', ['read', 'write', 'staff']);
  await create('two servers', ['read', 'write', 'staff'], { servers: ['open', 'ruled'] });
  await create('implied', ['admin']);
  await create('short', [], { expiresAt: clock.ms + 1_000 });
  const { id } = await create('revoked', ['read']);
  await keys.revoke(id);
  clock.ms += 2_000;
  const auth = { implies: { admin: ['read', 'write'] }, scopesSupported: ['read'] };
  const groups = { issuers: [{ issuer, groupsClaim: 'groups' }] };
  stages = {
    anonymous: start({ ...auth, ...groups, anonymous: { scopes: ['read'] } }),
    proven: start({ ...auth, ...groups }),
  };
  await deployment.table.putAll([
    {
      pk: 'ACCESS',
      sk: 'deny',
      version: 1,
      entries: JSON.stringify([{ id: 'e', added: 0, issuer, subject: 'mallory' }]),
    },
  ]);
});
afterAll(() => deployment.close());

const resource = (server: string) => `${SETTINGS.publicUrl}/mcp/${server}`;
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
const always = (identity: Partial<Identity>) => (): Identity => ({
  credentials: 'valid',
  kind: 'user',
  scopes: [],
  ...identity,
});
const INVALID = always({ credentials: 'invalid' });

function key(name: string, identity: Partial<Identity>): Caller {
  return {
    name: `a key: ${name}`,
    identity: always({ kind: 'key', ...identity }),
    headers: () => ({ 'x-api-key': texts[name] ?? '' }),
  };
}

function user(name: string, claims: object, identity: Partial<Identity>): Caller {
  return {
    name: `a user: ${name}`,
    identity: always(identity),
    headers: (server) => bearer(deployment.token({ aud: resource(server), ...claims })),
  };
}

function refused(name: string, claims: object, header: object = {}): Caller {
  return {
    name: `a token: ${name}`,
    identity: INVALID,
    headers: (server) => bearer(deployment.token({ aud: resource(server), scope: 'read', ...claims }, header)),
  };
}

const ALL = ['read', 'write', 'staff'];
const CALLERS: readonly Caller[] = [
  {
    name: 'nobody, admitted',
    anonymous: true,
    identity: always({ kind: 'anonymous', scopes: ['read'] }),
    headers: () => ({}),
  },
  { name: 'nobody', identity: always({ credentials: 'none' }), headers: () => ({}) },
  key('plain', {}),
  key('full', { scopes: ALL }),
  key('two servers', { scopes: ALL, servers: ['open', 'ruled'] }),
  key('implied', { scopes: ['admin', 'read', 'write'] }),
  {
    name: 'a key as bearer',
    anonymous: true,
    identity: always({ kind: 'key', scopes: ALL }),
    headers: () => bearer(texts.full ?? ''),
  },
  key('short', { credentials: 'invalid' }),
  key('revoked', { credentials: 'invalid' }),
  { name: 'half a key', identity: INVALID, headers: () => bearer((texts.full ?? '').slice(0, -8)) },
  user('without scopes', {}, {}),
  user('who reads', { scope: 'read' }, { scopes: ['read'] }),
  user('of the staff', { scope: 'read staff', groups: ['staff'] }, { scopes: ['read', 'staff'], isStaff: true }),
  user('of the staff, without scopes', { groups: ['staff', 'others'] }, { isStaff: true }),
  user('of a group with a similar name', { scope: 'read', groups: ['staff|staff', 'Staff'] }, { scopes: ['read'] }),
  user('with everything', { scope: 'openid read write staff' }, { scopes: ALL }),
  user('with an implied scope', { scope: 'admin offline_access' }, { scopes: ['admin', 'read', 'write'] }),
  {
    name: 'a user: with a token for one server',
    identity: (server) => ({ credentials: server === 'open' ? 'valid' : 'invalid', kind: 'user', scopes: ALL }),
    headers: () => bearer(deployment.token({ aud: resource('open'), scope: 'read write staff' })),
  },
  refused('expired', { exp: 1_000_000_000 }),
  refused('of another issuer', { iss: 'https://login.example.com' }),
  refused('of a user whom the deny list names', { sub: 'mallory' }),
  refused('unsigned', {}, { alg: 'none' }),
  {
    name: 'a token: forged, where nobody is admitted',
    anonymous: true,
    identity: INVALID,
    headers: (server) => bearer(deployment.forged({ aud: resource(server), scope: 'read' })),
  },
  {
    name: 'a scheme that proves nothing',
    anonymous: true,
    identity: INVALID,
    headers: () => ({ authorization: 'Basic YTpi' }),
  },
  {
    name: 'two credentials',
    anonymous: true,
    identity: always({ credentials: 'malformed' }),
    headers: (server) => ({
      'x-api-key': texts.full ?? '',
      ...bearer(deployment.token({ aud: resource(server), scope: 'read' })),
    }),
  },
];

/** A response in the words of the model. */
function described({ status, headers, message }: Reply): string {
  const challenge = headers['www-authenticate'];
  if (status === 307) return '307';
  if (CHALLENGED.has(status)) {
    const parts = [/\berror="([^"]*)"/, /\bscope="([^"]*)"/].map((form) => form.exec(challenge ?? '')?.[1]);
    return [String(status), parts[0], parts[1]?.split(' ').sort().join(' ')].filter(Boolean).join(' ');
  }
  if (status === 404 && /^Unknown MCP server/.test(message?.error?.message)) return 'no server';
  if (status !== 200) return String(status);
  const { result, error } = message;
  if (error?.data?.requiredScopes) return `batch 403 ${[...error.data.requiredScopes].sort().join(' ')}`;
  if (/^(?:Unknown (?:tool|prompt|resource|task)|Resource not found)/.test(error?.message)) return 'unknown';
  // A resource was found, which has nothing to complete.
  if (/^Unknown argument of resource note:/.test(error?.message)) return 'done';
  if (error !== undefined) return JSON.stringify(error);
  const listed = result.tools ?? result.prompts ?? result.resources;
  if (listed !== undefined)
    return `lists ${listed
      .map(({ name }: { name: string }) => name)
      .sort()
      .join(' ')}`;
  if (!result.isError) return 'done';
  const { text } = result.content[0];
  if (/not permitted with these arguments/.test(text)) return 'not permitted';
  return /amount/.test(text) ? 'wrong arguments' : text;
}

const cells = CALLERS.flatMap((caller) => SERVER_NAMES.map((server) => [caller.name, server, caller] as const));
const columns = OPERATIONS.flatMap((operation) =>
  (operation.eras ?? ERAS).flatMap((era) => PATHS.map(([path, streams]) => ({ operation, era, path, streams }))),
);

test('the matrix has thousands of cells, and everything that can happen happens', () => {
  const right = cells.flatMap(([, server, caller]) =>
    columns.map(({ operation: { use }, era, streams }) =>
      expected({ identity: caller.identity(server), server, use, era, streams }),
    ),
  );
  expect(right.length).toBeGreaterThan(10_000);
  const count = (start: string) => right.filter((outcome) => outcome.startsWith(start)).length;
  const all = [
    '400',
    '401',
    '403',
    '307',
    'batch 403',
    'no server',
    'unknown',
    'lists',
    'not permitted',
    'wrong',
    'done',
  ];
  expect(all.filter((start) => count(start) < 50)).toEqual([]);
});

describe('what the functions do is what the model says', () => {
  test.each(cells)('%s, at %s', async (_caller, server, caller) => {
    const handler = caller.anonymous ? stages.anonymous : stages.proven;
    const credentials = await caller.headers(server);
    const identity = caller.identity(server);
    const found: Record<string, string> = {};
    const right: Record<string, string> = {};
    for (const { operation, era, path, streams } of columns) {
      const { headers, body } = requestOf(era, operation.method(era), operation.params, TASKS);
      const { table } = deployment;
      table.reads.length = 0;
      const reply = await send(handler, {
        path: `/mcp/${server}`,
        headers: { ...headers, ...credentials },
        body,
        streams,
      });
      const cell = `${operation.name}, ${era}, ${path}`;
      found[cell] = described(reply);
      right[cell] = expected({ identity, server, use: operation.use, era, streams });
      checkChallenge(reply, streams, server);
      // Nothing of the catalogue is read for callers who are not identified.
      if (identity.credentials !== 'valid') {
        expect(table.reads.filter((read) => !/^get (?:KEYS|ACCESS) /.test(read))).toEqual([]);
      }
    }
    expect(found).toEqual(right);
  });
});

/** Challenges have a header on the buffered path, which names the metadata, and never on the other. */
function checkChallenge({ status, headers }: Reply, streams: boolean, server: string): void {
  const challenge = headers['www-authenticate'];
  if (streams || !CHALLENGED.has(status)) {
    expect(challenge).toBeUndefined();
    return;
  }
  const metadata = `${SETTINGS.publicUrl}/.well-known/oauth-protected-resource/mcp/${server}`;
  expect(challenge).toContain(`resource_metadata="${metadata}"`);
  expect(challenge).not.toMatch(/openid|offline_access/);
}
