import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Connected } from './connect.ts';

/** Connects the client of SDK v1, which initializes. Its parts are the partial results. */
export async function connectSdk1(transport: Transport): Promise<Connected> {
  const client = new Client({ name: 'bench', version: '1.0.0' });
  let onPart = (): void => {};
  client.fallbackNotificationHandler = async () => onPart();
  await client.connect(transport);
  return {
    call: (name, args, whenPart) => {
      onPart = whenPart;
      return client.callTool({ name, arguments: { ...args } });
    },
    close: () => client.close(),
  };
}
