import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Handles a request to one path of the upstream. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => unknown;

/** The HTTP service that the tools of these tests call. */
export interface Upstream {
  readonly port: number;
  /**
   * Adds a behaviour at a path of its own.
   *
   * @returns the path, without its leading slash
   */
  behave(behaviour: Behaviour): string;
  close(): Promise<void>;
}

/**
 * Starts the service on a free loopback port.
 *
 * @param behaviours by path; any other path responds with 404
 */
export async function startUpstream(behaviours: Readonly<Record<string, Behaviour>> = {}): Promise<Upstream> {
  const byPath = new Map(Object.entries(behaviours));
  const server = createServer({ noDelay: true }, (request, response) => {
    const behave = byPath.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (behave) behave(response, request);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The upstream has no port');
  return {
    port: address.port,
    behave(behaviour) {
      const path = `behaviour-${byPath.size}`;
      byPath.set(`/${path}`, behaviour);
      return path;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Responds with a value as JSON. */
export function respondJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}
