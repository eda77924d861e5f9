import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** A server on a free loopback port. */
export interface Listening {
  readonly origin: string;
  close(): void;
}

export async function listen(serve: RequestListener): Promise<Listening> {
  const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, serve);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: the server listens on a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
