import type { Connection, Subject } from '../steps.ts';
import { callResult, textOf } from './content.ts';
import { load } from './load.ts';

interface AiTool {
  execute(args: unknown, options: { readonly toolCallId: string; readonly messages: readonly [] }): Promise<unknown>;
}

type AiTools = Readonly<Record<string, AiTool>>;

/** What the clients of `ai` 4 to 7 have; the optional methods came with `@ai-sdk/mcp`. */
interface AiClient {
  tools(): Promise<AiTools>;
  listTools?(options: { readonly params?: { readonly cursor: string } }): Promise<{
    readonly tools: readonly { readonly name: string }[];
    readonly nextCursor?: string;
  }>;
  toolsFromDefinitions?(list: { readonly tools: readonly object[] }): AiTools;
  readResource?(request: { readonly uri: string }): Promise<{ readonly contents: readonly { text?: string }[] }>;
  experimental_getPrompt?(request: {
    readonly name: string;
    readonly arguments: Readonly<Record<string, string>>;
  }): Promise<{ readonly messages: readonly { readonly content: unknown }[] }>;
  close(): Promise<void>;
}

type CreateClient = (config: {
  readonly transport: unknown;
  readonly onUncaughtError: (error: unknown) => void;
}) => Promise<AiClient>;

type NewTransport = new (url: URL) => unknown;

/**
 * The MCP client of the AI SDK: in `ai` itself until early releases of version 5, a package of its own since.
 *
 * @param headers sent with every request by the transport of the AI SDK
 */
export async function aiSdk(
  directory: string,
  options: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Subject> {
  const { module: specifier = 'ai', create = 'createMCPClient' } = options;
  const createClient = (await load<Record<string, CreateClient>>(specifier, directory))[create];
  if (createClient === undefined) throw new Error(`${specifier} exports no ${create}`);
  const transportOf = await transports(directory, options.transport === 'sdk', headers);
  return {
    connect: async (url) => {
      const errors: string[] = [];
      const client = await createClient({
        transport: transportOf(url),
        onUncaughtError: (error) => errors.push(error instanceof Error ? error.message : String(error)),
      });
      return connectionOf(client, errors);
    },
  };
}

async function transports(
  directory: string,
  fromSdk: boolean,
  headers: Readonly<Record<string, string>>,
): Promise<(url: string) => unknown> {
  if (!fromSdk) return (url) => ({ type: 'http', url, headers });
  const { StreamableHTTPClientTransport } = await load<{ StreamableHTTPClientTransport: NewTransport }>(
    '@modelcontextprotocol/sdk/client/streamableHttp.js',
    directory,
  );
  return (url) => new StreamableHTTPClientTransport(new URL(url));
}

function connectionOf(client: AiClient, errors: readonly string[]): Connection {
  const { readResource, experimental_getPrompt: getPrompt } = client;
  return {
    readsFirstPageOnly: client.toolsFromDefinitions === undefined,
    callsListedToolsOnly: client.toolsFromDefinitions === undefined,
    hidesProgress: true,
    listTools: () => listTools(client),
    call: async (name, args) => {
      const tool = await toolOf(client, name);
      return callResult(await tool.execute(args, { toolCallId: '1', messages: [] }));
    },
    ...(readResource && {
      readResource: async (uri) => {
        const { contents } = await readResource.call(client, { uri });
        return contents.map(({ text = '' }) => text).join('\n');
      },
    }),
    ...(getPrompt && {
      getPrompt: async (name, args) => {
        const { messages } = await getPrompt.call(client, { name, arguments: args });
        return textOf(messages.map(({ content }) => content));
      },
    }),
    close: async () => {
      await client.close();
      return errors;
    },
  };
}

async function listTools(client: AiClient): Promise<readonly string[]> {
  // Without `toolsFromDefinitions`, callers have no use for a list: they call `tools()`.
  if (!client.listTools || !client.toolsFromDefinitions) return Object.keys(await client.tools());
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<NonNullable<AiClient['listTools']>>> = await client.listTools(
      cursor === undefined ? {} : { params: { cursor } },
    );
    names.push(...page.tools.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

/** A tool of the list; one that the server does not have, where the client can be given its definition. */
async function toolOf(client: AiClient, name: string): Promise<AiTool> {
  const listed = (await client.tools())[name];
  const made = client.toolsFromDefinitions?.({ tools: [{ name, inputSchema: { type: 'object' } }] })[name];
  const tool = listed ?? made;
  if (tool === undefined) throw new Error(`the server does not list ${name}`);
  return tool;
}
