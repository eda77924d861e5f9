import { ANONYMOUS, type Principal } from '../../../../lambda/auth/index.ts';
import type { ToolDocument } from '../../../../lambda/catalog/documents.ts';
import {
  type CatalogReader,
  CatalogUnavailable,
  InvalidCursor,
  type ServerDetails,
} from '../../../../lambda/catalog/types.ts';
import type { HttpRequest, HttpResponse } from '../../../../lambda/http.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import {
  createProtocol,
  type PreparedPrompt,
  type PreparedResource,
  type PreparedTool,
  prepareTool,
} from '../../../../lambda/protocol/index.ts';
import type { RateLimit, State } from '../../../../lambda/state/types.ts';
import type { AwsAccess, PreparedTarget } from '../../../../lambda/targets/types.ts';
import type { LogFields } from '../../../../lambda/telemetry/log.ts';
import { createTestState } from '../../../support/state.ts';
import { asStored, serverView } from './access.ts';

export const NOW = 1_700_000_000_000;
export const INFO = { name: 'test', version: '1.2.3', title: 'Test server' };
const NO_AWS: AwsAccess = { functions: {}, tables: {}, roles: {}, secrets: { store: 'ssm', prefix: 'spillway/test/' } };
const NO_SCOPES: ReadonlySet<string> = new Set();

export interface TestServer {
  /** Posts a body, as text or as a value to serialize. */
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  readonly logged: { message: string; fields: LogFields | undefined }[];
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
}

export interface Answer {
  readonly status: number;
  readonly headers: HttpResponse['headers'];
  readonly text: string;
  readonly escapedText: string | undefined;
  /** The parsed body; `undefined` when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any member of an answer
  readonly body: any;
  /** The pieces of a streamed answer, one at a time. */
  readonly frames: AsyncIterable<string> | undefined;
  /** What the writer may send between two pieces. */
  readonly keepAlive: string | undefined;
}

export interface TestOptions {
  readonly scopes?: ReadonlySet<string>;
  /** Whether the table is away. */
  readonly away?: boolean;
  /** Whether requests come by the path that streams. */
  readonly streams?: boolean;
  readonly silenceMs?: number;
  /** What every tool does, instead of its target. */
  readonly run?: PreparedTarget;
  readonly now?: () => number;
  /** Shared by servers that play instances of one deployment. */
  readonly state?: State;
  /** What the server's document says, besides its instructions. */
  readonly details?: ServerDetails;
  /** Who asks. */
  readonly caller?: string;
  /** What limits the caller. */
  readonly limits?: Principal['limits'];
  /** Whether the caller has no credentials. */
  readonly isAnonymous?: boolean;
  /** The rate of each address from which such callers connect. */
  readonly anonymousRate?: RateLimit;
  /** Members of every request that a test sets. */
  readonly request?: Partial<HttpRequest>;
}

/** A protocol core over a catalogue in memory, which is one page long. */
export function createTestServer(tools: readonly ToolDocument[], options: TestOptions = {}): TestServer {
  const {
    scopes = NO_SCOPES,
    away = false,
    streams = true,
    silenceMs = 10_000,
    run,
    now = () => NOW,
    caller = 'anonymous',
    limits,
  } = options;
  const { state = createTestState({ now }) } = options;
  const logged: TestServer['logged'] = [];
  const environment = { allowedNetworks: [], aws: NO_AWS, now: () => NOW };
  const prepared = new Map(
    tools.map((tool) => [tool.name, { ...prepareTool(tool, environment), ...(run && { run }) } as PreparedTool]),
  );
  const items = tools
    .map(({ name, description, input }) => JSON.stringify({ name, description, inputSchema: input }))
    .join(',');
  const catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource> = {
    server: (name) => {
      if (away) throw new CatalogUnavailable('the table is away');
      return name === 'test' ? serverView({ info: INFO }) : undefined;
    },
    tool: (_view, name) => prepared.get(name),
    details: () => ({ instructions: 'Be kind.', ...options.details }),
    reread: async (name) => (name === 'test' ? serverView({ info: INFO }) : undefined),
    prompt: () => undefined,
    resource: () => undefined,
    template: () => undefined,
    fingerprints: async () => ({ tools: '', prompts: '', resources: '', templates: '' }),
    resourceVersion: async () => 0,
    page: (_view, _list, cursor) => {
      if (cursor !== undefined && cursor !== 'two') throw new InvalidCursor('no such page');
      const escapedItems = JSON.stringify(items).slice(1, -1);
      return { items, escapedItems, cacheScope: 'public', ...(cursor === undefined && { nextCursor: 'two' }) };
    },
  };
  const log = {
    info: () => undefined,
    error: (message: string, fields?: LogFields) => void logged.push({ message, fields }),
  };
  const protocol = createProtocol({
    catalog,
    recheck: asStored,
    anonymous: ANONYMOUS,
    anonymousRate: options.anonymousRate,
    state,
    jsonDepth: 64,
    ttlMs: 5000,
    now,
    newId: () => 'id-1',
    log,
    silenceMs,
  });
  return {
    logged,
    catalog,
    async post(body, headers = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const request = {
        method: 'POST',
        path: '/mcp/test',
        headers,
        body: text,
        remainingMs: 30_000,
        streams,
        ...options.request,
      };
      const server = headers['x-test-server'] ?? 'test';
      const principal: Principal = { kind: 'key', id: caller, scopes, ...(limits && { limits }) };
      const response = await protocol(request, server, options.isAnonymous ? ANONYMOUS : principal);
      return {
        status: response.status,
        headers: response.headers,
        text: response.body,
        escapedText: response.escapedBody,
        frames: response.frames?.chunks,
        keepAlive: response.frames?.keepAlive,
        body: response.body === '' ? undefined : JSON.parse(response.body),
      };
    },
  };
}

/** A tool document with everything that a test does not care about filled in. */
export function tool(document: Partial<ToolDocument> = {}): ToolDocument {
  return {
    kind: 'Tool',
    server: 'test',
    name: 'greet',
    description: 'Greets.',
    input: { type: 'object' },
    target: { type: 'static', text: 'Hello' },
    ...document,
  };
}

export const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A well-formed request of 2026-07-28. */
export function modern(method: string, params: JsonObject = {}, id: string | number = 1): JsonObject {
  return { jsonrpc: '2.0', id, method, params: { _meta: META, ...params } };
}

/** The headers that belong to it. */
export function modernHeaders(method: string, extra: Record<string, string> = {}): Record<string, string> {
  return { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...extra };
}

/** A well-formed request of an earlier revision. */
export function legacy(method: string, params?: JsonObject, id: string | number = 1): JsonObject {
  return { jsonrpc: '2.0', id, method, ...(params && { params }) };
}
