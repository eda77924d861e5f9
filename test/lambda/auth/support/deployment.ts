import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createApp } from '../../../../lambda/app.ts';
import { createKeyStore, type KeyStore } from '../../../../lambda/auth/keys/manage/index.ts';
import type { AuthSettings } from '../../../../lambda/auth/settings.ts';
import { applyLoaded, parseDocuments } from '../../../../lambda/catalog/publish/index.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import type { HttpRequest } from '../../../../lambda/http.ts';
import type { FunctionSettings } from '../../../../lambda/settings.ts';
import { targetTypes } from '../../../../lambda/targets/publish.ts';
import { createMemoryTable, type MemoryTable } from '../../../support/memory-table.ts';
import { SETTINGS } from '../../../support/settings.ts';
import { createTestState, type TestState } from '../../../support/state.ts';
import { assemble, ecKey, hmacSigner, signerOf } from '../tokens/support/issuer.ts';

/** A response, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The last message of the response, or the only one of a batch; `undefined` where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any member of a response
  readonly message: any;
}

/** The deployment that tests of access share: functions as they are deployed, with real keys, and tokens of an issuer on loopback. */
export interface Deployment {
  readonly table: MemoryTable;
  readonly state: TestState;
  readonly keys: KeyStore;
  /** Epoch milliseconds. */
  readonly clock: { ms: number };
  /** The exact `iss`. */
  readonly issuer: string;
  /** Publishes documents in YAML, as the command line does. */
  apply(yaml: string): Promise<void>;
  /** Starts an instance of a function. */
  start(auth?: Partial<AuthSettings>, settings?: Partial<FunctionSettings>): HttpHandler;
  /** Makes a token of the issuer; `undefined` removes a claim. */
  token(claims?: object, header?: object): string;
  /** Makes a token whose signature an attacker made, who knows the issuer's public key. */
  forged(claims?: object): string;
  close(): Promise<void>;
}

const KEY = ecKey('k1');

/** Opens a deployment without any documents. */
export async function openDeployment(): Promise<Deployment> {
  const clock = { ms: Date.now() };
  const now = () => clock.ms;
  const table = createMemoryTable();
  const state = createTestState({ now });
  const identity = async () => 'table-1';
  const server = await startIssuer();
  const issuer = originOf(server);
  const claimsOf = (claims: object) => ({
    iss: issuer,
    sub: 'ana',
    iat: Math.floor(now() / 1000) - 10,
    exp: Math.floor(now() / 1000) + 3_600,
    ...claims,
  });
  return {
    table,
    state,
    keys: createKeyStore({ table, identity, maxDays: 365, now }),
    clock,
    issuer,
    async apply(yaml) {
      await applyLoaded(parseDocuments('catalog.yaml', yaml), { table, targets: targetTypes });
    },
    start(auth = {}, settings = {}) {
      const all: FunctionSettings = {
        ...SETTINGS,
        auth: { apiKeys: true, issuers: [{ issuer }], audience: 'server', ...auth },
        upstreams: { allowedNetworks: ['127.0.0.0/8'], loopback: true },
        ...settings,
      };
      return createApp(all, { table, identity, state, now });
    },
    token: (claims = {}, header = {}) =>
      assemble({ alg: 'ES256', kid: KEY.kid, ...header }, claimsOf(claims), signerOf('ES256', KEY.privateKey)),
    forged: (claims = {}) =>
      assemble({ alg: 'ES256', kid: KEY.kid }, claimsOf(claims), hmacSigner(JSON.stringify(KEY.jwk))),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Sends a request, and reads the response to its end. */
export async function send(
  handler: HttpHandler,
  request: Pick<HttpRequest, 'path' | 'headers' | 'body' | 'streams'> & Partial<HttpRequest>,
): Promise<Reply> {
  const { headers, ...rest } = request;
  const accept = 'application/json, text/event-stream';
  const response = await handler({
    method: 'POST',
    remainingMs: 30_000,
    ...rest,
    headers: { 'content-type': 'application/json', accept, ...headers },
  });
  let text = response.body;
  for await (const chunk of response.frames?.chunks ?? []) text += chunk;
  return { status: response.status, headers: response.headers, text, message: lastMessage(text) };
}

function lastMessage(text: string) {
  if (text === '') return undefined;
  const events = text.startsWith('event:') ? text.split('\n\n').filter((event) => event.startsWith('event:')) : [text];
  const last = JSON.parse((events.at(-1) ?? '').replace(/^event: message\ndata: /, ''));
  return Array.isArray(last) ? last[0] : last;
}

/** A secret that occurs nowhere else. */
export function uniqueText(label: string): string {
  return `${label}${randomBytes(12).toString('hex')}`;
}

function startIssuer(): Promise<Server> {
  const server = createServer((request, response) => {
    const issuer = originOf(server);
    const documents: Readonly<Record<string, object>> = {
      '/.well-known/oauth-authorization-server': { issuer, jwks_uri: `${issuer}/keys` },
      '/keys': { keys: [KEY.jwk] },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  return new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(server)));
}

function originOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the issuer does not listen');
  return `http://127.0.0.1:${address.port}`;
}
