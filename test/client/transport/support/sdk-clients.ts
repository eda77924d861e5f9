import * as v2 from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { SpillwayTransport, type TransportOptions } from '../../../../client/transport/index.ts';

const IDENTITY = { name: 'spillway-tests', version: '1.0.0' };

/** What the tests use of a client, of either SDK. */
export interface SdkClient {
  readonly transport: SpillwayTransport;
  serverName(): string | undefined;
  tools(): Promise<readonly string[]>;
  /** Calls a tool. @returns the text of its result */
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<string>;
  read(uri: string): Promise<string>;
  close(): Promise<void>;
}

interface CallOptions {
  readonly onprogress?: (progress: { readonly progress: number }) => void;
  readonly signal?: AbortSignal;
}

/** What a client does with what the server sends by itself. */
export interface Handlers {
  /** Answers every question of the server. */
  readonly confirm?: boolean;
  readonly onToolsChanged?: () => void;
  /** Takes notifications that the SDK does not know, such as partial results. */
  readonly onOther?: (notification: { readonly method: string; readonly params?: unknown }) => void;
}

export type Connect = (options: TransportOptions, handlers?: Handlers) => Promise<SdkClient>;

/** Connects a client of SDK v1. */
export async function connectV1(options: TransportOptions, handlers: Handlers = {}): Promise<SdkClient> {
  const client = new ClientV1(IDENTITY, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, async () => ({
    action: 'accept',
    content: { confirm: handlers.confirm ?? false },
  }));
  client.setNotificationHandler(ToolListChangedNotificationSchema, async () => handlers.onToolsChanged?.());
  client.fallbackNotificationHandler = async (notification) => handlers.onOther?.(notification);
  const transport = new SpillwayTransport(options);
  await client.connect(transport);
  return {
    transport,
    serverName: () => client.getServerVersion()?.name,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}, callOptions = {}) =>
      textOf((await client.callTool({ name, arguments: args }, undefined, callOptions)).content),
    read: async (uri) => textOf((await client.readResource({ uri })).contents),
    close: () => client.close(),
  };
}

/** Connects a client of SDK v2, in the era that it negotiates by itself. */
export const connectV2: Connect = (options, handlers) => connectAs('auto', options, handlers);

/** Connects a client of SDK v2 as it is by default: it says `initialize`. */
export const connectV2Legacy: Connect = (options, handlers) => connectAs('legacy', options, handlers);

async function connectAs(
  mode: v2.VersionNegotiationMode,
  options: TransportOptions,
  handlers: Handlers = {},
): Promise<SdkClient> {
  const client = new v2.Client(IDENTITY, { versionNegotiation: { mode }, capabilities: { elicitation: {} } });
  client.setRequestHandler('elicitation/create', async () => ({
    action: 'accept',
    content: { confirm: handlers.confirm ?? false },
  }));
  client.setNotificationHandler('notifications/tools/list_changed', async () => handlers.onToolsChanged?.());
  client.fallbackNotificationHandler = async (notification) => handlers.onOther?.(notification);
  const transport = new SpillwayTransport(options);
  await client.connect(transport);
  return {
    transport,
    serverName: () => client.getServerVersion()?.name,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}, callOptions = {}) =>
      textOf((await client.callTool({ name, arguments: args }, callOptions)).content),
    read: async (uri) => textOf((await client.readResource({ uri })).contents),
    close: () => client.close(),
  };
}

function textOf(blocks: unknown): string {
  const [block] = Array.isArray(blocks) ? blocks : [];
  return String(block?.text);
}
