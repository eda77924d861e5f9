import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for the client to read what was written before. */
const GAP_MS = 5;

/** A server on loopback that writes bytes of a test's choice, HTTP or not, and ends the connection as the test says. */
export interface RawServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What to write, each part after the client has read the one before; then FIN, or RST. */
export interface RawResponse {
  readonly parts: readonly (string | Uint8Array)[];
  readonly end: 'finish' | 'reset';
}

/** Starts one. It responds when the end of a request's body has arrived, which must be JSON. */
export async function startRawServer(respond: () => RawResponse): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).on('error', () => {});
    let request = '';
    socket.on('data', async (data) => {
      request += data.toString('latin1');
      if (!request.endsWith('}')) return;
      request = '';
      const { parts, end } = respond();
      for (const part of parts) {
        socket.write(part);
        await delay(GAP_MS);
      }
      if (end === 'finish') socket.end();
      else socket.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp/shop`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The head of a response whose body ends with the connection. */
export function headOf(contentType: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\nconnection: close\r\n\r\n`;
}

/** The head of a response with a body of so many bytes. */
export function headWithLength(contentType: string, bytes: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\ncontent-length: ${bytes}\r\n\r\n`;
}
