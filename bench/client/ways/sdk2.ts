import { Client, type Transport } from '@modelcontextprotocol/client';
import type { Connected } from './connect.ts';

/** Connects the client of SDK v2, which discovers. Its parts are the partial results. */
export async function connectSdk2(transport: Transport): Promise<Connected> {
  const client = new Client({ name: 'bench', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
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
