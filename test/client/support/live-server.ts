import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../../lambda/mcp/index.ts';

/** One request as it arrived. */
export interface Arrived {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly id?: string | number; readonly method?: string; readonly params?: JsonObject };
}

/** An HTTP server on loopback whose responses a test writes itself. */
export interface LiveServer {
  /** URL of its MCP path. */
  readonly url: string;
  readonly origin: string;
  readonly arrived: readonly Arrived[];
  /** Number of connections that were opened. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Writes the response to the request of that number, counted from 0. */
export type Responder = (response: ServerResponse, request: Arrived, number: number) => void;

/** Starts one on a free port. */
export async function startLiveServer(respond: Responder): Promise<LiveServer> {
  const arrived: Arrived[] = [];
  let connections = 0;
  const http = createServer(async (request, response) => {
    const body = await text(request);
    const seen = { path: request.url ?? '', headers: request.headers, body: JSON.parse(body || '{}') };
    arrived.push(seen);
    respond(response, seen, arrived.length - 1);
  });
  http.on('connection', () => {
    connections += 1;
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    url: `${origin}/mcp/shop`,
    origin,
    arrived,
    get connections() {
      return connections;
    },
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** The socket of a response, to write or destroy it directly. */
export function socketOf({ socket }: ServerResponse): Socket {
  if (socket === null) throw new Error('the response has lost its socket');
  return socket;
}
