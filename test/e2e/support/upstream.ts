import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What an upstream does with a request. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => unknown;

/** An HTTP service that tools of these tests call. */
export interface Upstream {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts an upstream on a free loopback port.
 *
 * @param behaviourOf what it does with requests for a path; it answers 404 for a path without behaviour
 */
export async function startUpstream(behaviourOf: (path: string) => Behaviour | undefined): Promise<Upstream> {
  const server = createServer({ noDelay: true }, (request, response) => {
    const behave = behaviourOf(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (behave) behave(response, request);
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

/** What the upstream of the server `workshop` does, by path: well-behaved or not. */
export const workshopBehaviours: ReadonlyMap<string, Behaviour> = new Map<string, Behaviour>([
  [
    '/echo',
    async (response, request) => {
      const { method, url } = request;
      const body = await text(request);
      answerJson(response, { method, url, body });
    },
  ],
  ['/hang', () => undefined],
  ['/garbage', (response) => response.setHeader('content-type', 'application/json').end('<html>{"half":')],
  ['/broken', (_, request) => request.socket.destroy()],
  [
    '/unhappy',
    (response) => {
      response.statusCode = 503;
      answerJson(response, { message: 'The warehouse is closed for stocktaking' });
    },
  ],
  ['/huge', (response) => answerJson(response, 'x'.repeat(400_000))],
]);

/** Answers with a JSON document. */
export function answerJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}
