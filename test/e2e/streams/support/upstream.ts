import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the upstream does with the requests of one test. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => unknown;

/** An HTTP service that does exactly what each test says. */
export interface Upstream {
  readonly port: number;
  /**
   * Says what happens to requests from now on.
   *
   * @returns the path under which tools ask for it
   */
  behave(behaviour: Behaviour): string;
  close(): Promise<void>;
}

/** Starts the service on a free loopback port. */
export async function startUpstream(): Promise<Upstream> {
  const behaviours = new Map<string, Behaviour>();
  const server = createServer({ noDelay: true }, (request, response) => {
    const behave = behaviours.get(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
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
      const path = `behaviour-${behaviours.size}`;
      behaviours.set(path, behaviour);
      return path;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends the head of an answer that will stream, and its first lines. */
export function begin(response: ServerResponse, ...rows: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.write(rows.map(line).join(''));
}

/** One row as it is sent. */
export function line(row: unknown): string {
  return `${JSON.stringify(row)}\n`;
}

/** Something that is waited for until a test says so. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Writes as fast as the reader takes it, until there is enough or nobody reads any more. */
export async function pour(response: ServerResponse, chunk: string | Buffer, times: number): Promise<number> {
  let written = 0;
  while (written < times && !response.destroyed) {
    written += 1;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  return written;
}
