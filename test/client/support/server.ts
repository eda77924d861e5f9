import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../../client/index.ts';

/** One request as it arrived. */
export interface SeenRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: { readonly id: number; readonly method: string; readonly params: JsonObject };
}

/** A response to send. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  /** @default application/json */
  readonly type?: string;
  readonly body: string;
}

/** An HTTP server on loopback that responds as a test specifies, and records its requests. */
export interface TestServer {
  /** The deployment's address. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startServer(respond: (request: SeenRequest) => Reply): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const http = createServer(async (request, response) => {
    const received = { headers: request.headers, body: JSON.parse(await text(request)) };
    seen.push(received);
    const { status = 200, type = 'application/json', body } = respond(received);
    response.writeHead(status, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** The response to a request that succeeded. */
export function resultReply({ body }: SeenRequest, result: JsonObject): Reply {
  return { body: JSON.stringify({ jsonrpc: '2.0', id: body.id, result }) };
}

/** The response to a request that failed. */
export function errorReply({ body }: SeenRequest, status: number, error: JsonObject): Reply {
  return { status, body: JSON.stringify({ jsonrpc: '2.0', id: body.id, error }) };
}
