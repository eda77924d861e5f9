import { setTimeout as delay } from 'node:timers/promises';
import { type AuthRequest, SpillwayTransport } from '../../../client/transport/index.ts';
import { META, V2026 } from '../../../lambda/mcp/index.ts';
import { type LiveServer, startLiveServer } from '../support/live-server.ts';
import { DONE, sendResult } from '../support/replies.ts';

let server: LiveServer;
let transport: SpillwayTransport;
let renewals: AuthRequest[];
/** What `auth` returns. */
let outcome: string;

/** Starts a server that accepts only the token that `auth` obtains, and challenges the others, and a transport with `auth`. */
async function start(challengeOf: (name: unknown) => string): Promise<void> {
  let token = 'old';
  renewals = [];
  outcome = 'AUTHORIZED';
  server = await startLiveServer((response, request) => {
    if (request.headers.authorization === 'Bearer new') return sendResult(response, request, DONE);
    return void response.writeHead(401, { 'www-authenticate': challengeOf(request.body.params?.name) }).end();
  });
  transport = new SpillwayTransport({
    url: server.url,
    oauth: {
      provider: { tokens: () => ({ access_token: token }) },
      auth: async (_, request) => {
        renewals.push(request);
        await delay(50);
        if (outcome === 'AUTHORIZED') token = 'new';
        return outcome;
      },
    },
  });
  await transport.start();
}

const call = (name: string) => {
  const params = { name, _meta: { [META.protocolVersion]: V2026 } };
  return transport.send({ jsonrpc: '2.0', id: name, method: 'tools/call', params });
};

afterEach(async () => {
  await transport.close();
  await server.close();
});

test('requests that are refused at once share one renewal, whose refresh token may serve only once', async () => {
  await start(() => 'Bearer');
  const ids: unknown[] = [];
  transport.onmessage = (message) => void ids.push('id' in message && message.id);

  await Promise.all([call('a'), call('b'), call('c')]);

  expect(renewals).toHaveLength(1);
  expect(ids.sort()).toEqual(['a', 'b', 'c']);
});

test('requests that lack other scopes are renewed one after the other, for all scopes so far', async () => {
  await start((name) => `Bearer scope="${name}"`);

  await Promise.all([call('a'), call('b')]);

  expect(renewals.map(({ scope }) => scope).sort()).toEqual([
    expect.stringMatching(/^[ab]$/),
    expect.stringMatching(/ /),
  ]);
});

test('every request that waited learns that the user must log in, and the next one tries again', async () => {
  await start(() => 'Bearer');
  outcome = 'REDIRECT';

  const failures = await Promise.allSettled([call('a'), call('b')]);

  expect(failures).toMatchObject([
    { reason: { name: 'UnauthorizedError', actor: 'credentials' } },
    { reason: { name: 'UnauthorizedError' } },
  ]);
  outcome = 'AUTHORIZED';
  await call('c');
  expect(renewals).toHaveLength(2);
});
