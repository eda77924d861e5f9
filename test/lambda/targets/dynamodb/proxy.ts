import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the table was asked. */
interface SeenRequest {
  /** For example `Query`. */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether the asker hung up before the answer. */
  aborted: boolean;
  /** When the asker has its answer, or hung up. */
  readonly gone: Promise<void>;
}

/** What the proxy answers in place of the table. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Looks at a request before the table does: answers itself, breaks the connection, or lets it pass, now or later. */
export type Intercept = (
  request: SeenRequest,
  index: number,
) => Reply | 'reset' | undefined | Promise<Reply | undefined>;

/** Stands before a table, notes every request, and does what a test says. */
export interface TableProxy {
  readonly origin: string;
  readonly seen: SeenRequest[];
  intercept: Intercept;
  /** Connections that were ever made. */
  connections(): number;
  close(): Promise<void>;
}

/** An error as DynamoDB words it. */
export function refusal(name: string, message = 'said the table', status = 400): Reply {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } };
}

/** Starts a proxy on a free port. */
export async function startProxy(endpoint: string | undefined): Promise<TableProxy> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const gone = new Promise<void>((resolve) => response.once('close', resolve));
    const entry: SeenRequest = { operation, body: JSON.parse(text), aborted: false, gone };
    seen.push(entry);
    response.once('close', () => {
      entry.aborted = !response.writableFinished;
    });
    const reply = await proxy.intercept(entry, seen.length - 1);
    if (reply === 'reset') return void request.socket.destroy();
    if (entry.aborted) return;
    const { status, body } = reply ?? (await passOn(endpoint, request.headers, text));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const proxy: TableProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    intercept: () => undefined,
    connections: () => connections,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}

const SIGNED = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];

async function passOn(endpoint: string | undefined, headers: NodeJS.Dict<string | string[]>, body: string) {
  if (endpoint === undefined) throw new Error('the proxy has no table behind it');
  const passed = Object.fromEntries(SIGNED.map((name) => [name, String(headers[name])]));
  const answer = await fetch(endpoint, { method: 'POST', headers: passed, body });
  return { status: answer.status, body: await answer.json() };
}
