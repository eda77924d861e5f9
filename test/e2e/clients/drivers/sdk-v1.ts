import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Connection, Subject } from '../steps.ts';
import { callResult, textOf } from './content.ts';

/** A transport that may know sessions. */
export type SessionTransport = Transport & { terminateSession?(): Promise<void> };

/**
 * The TypeScript SDK before its version 2.
 *
 * @param newClient of the SDK under test
 * @param newTransport leads to the URL
 */
export function sdkV1(newClient: () => Client, newTransport: (url: string) => SessionTransport): Subject {
  return {
    connect: async (url) => {
      const errors: string[] = [];
      const client = newClient();
      const transport = newTransport(url);
      client.onerror = (error) => errors.push(error.message);
      await client.connect(transport);
      return connectionOf(client, transport, errors);
    },
  };
}

function connectionOf(client: Client, transport: SessionTransport, errors: readonly string[]): Connection {
  return {
    listTools: async () => {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listTools(cursor === undefined ? {} : { cursor });
        names.push(...page.tools.map(({ name }) => name));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return names;
    },
    call: async (name, args, onProgress) =>
      callResult(
        await client.callTool(
          { name, arguments: { ...args } },
          undefined,
          onProgress ? { onprogress: onProgress } : undefined,
        ),
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
      await transport.terminateSession?.();
      await client.close();
      return errors;
    },
  };
}
