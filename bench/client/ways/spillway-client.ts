import { SpillwayClient } from '../../../client/index.ts';
import type { Connect } from './connect.ts';

/** Our client, without an SDK. It connects with the first call. */
export const connect: Connect = async (url, fetch) => {
  const { origin, pathname } = new URL(url);
  const client = new SpillwayClient({ url: origin, fetch });
  const server = pathname.split('/').at(-1) ?? '';
  return {
    call: async (tool, args, onPart) => {
      for await (const part of client.call(server, tool, args)) {
        if (part.type === 'partial') onPart();
        if (part.type === 'result') return part.result;
      }
      throw new Error(`${tool} ended without a result`);
    },
    close: async () => {},
  };
};
