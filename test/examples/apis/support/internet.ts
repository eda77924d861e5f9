import { once } from 'node:events';
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Intercept } from '../../../../lambda/outbound/index.ts';
import type { Api, Received, Reply } from './api.ts';

/** All hosts of some APIs, behind one server on loopback. */
export interface Internet {
  /** Leads each request to the server on loopback; its `Host` says where it wanted to go. */
  readonly intercept: Intercept;
  /** Returns what APIs did not understand since the last time. */
  takeProblems(): readonly string[];
  close(): Promise<void>;
}

/** Starts the server. */
export async function startInternet(apis: readonly Api[]): Promise<Internet> {
  const hosts = new Map(apis.flatMap(({ hosts }) => Object.entries(hosts)));
  let problems: string[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    try {
      const answer = hosts.get(request.host);
      if (answer === undefined) throw new Error(`there is no host ${request.host}`);
      send(answer(request), response);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      response.writeHead(500).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    intercept({ origin, method, path, headers }) {
      if (origin.protocol !== 'https:') problems.push(`${origin.hostname} is called without TLS`);
      return openRequest({ host: '127.0.0.1', port, method, path, headers: { ...headers, host: origin.hostname } });
    },
    takeProblems() {
      const found = problems;
      problems = [];
      return found;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Received> {
  const { method = '', url = '', headers } = incoming;
  const [path = '', query] = url.split(/\?(.*)/s);
  return {
    method,
    host: headers.host ?? '',
    path,
    search: query === undefined ? '' : `?${query}`,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers,
    body: (await buffer(incoming)).toString(),
  };
}

function send({ status = 200, headers = {}, body }: Reply, response: ServerResponse): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const type = isRaw || body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  for (const [name, value] of Object.entries({ ...type, ...headers })) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(status).end(isRaw ? body : JSON.stringify(body));
}
