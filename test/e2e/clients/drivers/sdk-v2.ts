import type * as sdk from '@modelcontextprotocol/client';
import type { Connection, Subject } from '../steps.ts';
import { callResult, textOf } from './content.ts';

const MODES: Readonly<Record<string, sdk.VersionNegotiationMode>> = {
  legacy: 'legacy',
  modern: { pin: '2026-07-28' },
  auto: 'auto',
};

/**
 * Version 2 of the TypeScript SDK.
 *
 * @param era `legacy`, `modern` or `auto`
 */
export function sdkV2({ Client, StreamableHTTPClientTransport }: typeof sdk, era: string): Subject {
  return {
    connect: async (url) => {
      const errors: string[] = [];
      const mode = MODES[era] ?? 'auto';
      const client = new Client({ name: 'spillway-matrix', version: '1.0.0' }, { versionNegotiation: { mode } });
      client.onerror = (error) => errors.push(error.message);
      const transport = new StreamableHTTPClientTransport(new URL(url));
      await client.connect(transport);
      return connectionOf(client, transport, errors);
    },
  };
}

function connectionOf(
  client: sdk.Client,
  transport: sdk.StreamableHTTPClientTransport,
  errors: readonly string[],
): Connection {
  return {
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args, onProgress) =>
      callResult(
        await client.callTool({ name, arguments: { ...args } }, onProgress ? { onprogress: onProgress } : undefined),
      ),
    readResource: async (uri) => {
      const { contents } = await client.readResource({ uri });
      return contents.map((each) => ('text' in each ? each.text : '')).join('\n');
    },
    getPrompt: async (name, args) => {
      const { messages } = await client.getPrompt({ name, arguments: { ...args } });
      return textOf(messages.map(({ content }) => content));
    },
    close: async () => {
      await transport.terminateSession();
      await client.close();
      return errors;
    },
  };
}
