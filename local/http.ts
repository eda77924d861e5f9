import { type Server as HttpServer, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/** One header line, in the case in which it was sent. */
export type HeaderLine = readonly [name: string, value: string];

/** Whether Node.js can send a header that a function set. */
export function isSendable([name, value]: HeaderLine): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Groups name and value pairs by name, as Lambda events carry multi-value headers and query parameters. */
export function groupByName(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return Object.fromEntries(lists);
}

/** Aborted when the client disconnects before it has the whole response. */
export function disconnectionOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/**
 * Reads a body to its end.
 *
 * @returns `undefined` when it exceeds the limit; the rest is read and discarded
 */
export async function readBody(body: NodeJS.ReadableStream, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  return bytes <= limitBytes ? Buffer.concat(chunks, bytes) : undefined;
}

/**
 * Listens on loopback.
 *
 * @param port 0 for a free one
 * @returns `host:port`
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return addressOf(server);
}

/** `host:port` of a server that listens on loopback. */
export function addressOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Closes a server and every connection to it. */
export async function closeServer(server: HttpServer): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
