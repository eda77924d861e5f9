import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** An HTTP service that tools of these tests call, well-behaved or not. */
export interface Upstream {
  readonly port: number;
  close(): Promise<void>;
}

/** Behaviours, by path. */
const behaviours: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
  '/echo': async (request, response) => {
    const { method, url } = request;
    const body = await text(request);
    answerJson(response, { method, url, body });
  },
  '/hang': () => undefined,
  '/garbage': (_, response) => response.setHeader('content-type', 'application/json').end('<html>{"half":'),
  '/broken': (request) => request.socket.destroy(),
  '/unhappy': (_, response) => {
    response.statusCode = 503;
    answerJson(response, { message: 'The warehouse is closed for stocktaking' });
  },
  '/huge': (_, response) => answerJson(response, 'x'.repeat(400_000)),
};

/** Starts the service on a free loopback port. */
export async function startUpstream(): Promise<Upstream> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const behave = behaviours[pathname];
    if (behave) behave(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The upstream has no port');
  return {
    port: address.port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}
