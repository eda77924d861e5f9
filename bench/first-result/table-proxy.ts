import { Agent, type IncomingMessage, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { ORDERS_TABLE } from './catalog.ts';
import { type Listening, listen } from './listen.ts';

/** A proxy in front of the embedded table that adds latency. */
export interface TableProxy extends Listening {
  /** Endpoint of the table. */
  table: string;
  /** Milliseconds of delay for each query of the tools' table; other requests are not delayed. */
  delayMs: number;
  /** When it last wrote a first page, as `performance.now()`. */
  readonly firstPageAt: number;
}

const QUERY = 'DynamoDB_20120810.Query';

/** Starts the proxy on a free port. */
export async function startTableProxy(): Promise<TableProxy> {
  const agent = new Agent({ keepAlive: true });
  const state = { table: '', delayMs: 0, firstPageAt: 0 };
  const { origin, close } = await listen(async (request, response) => {
    const body = await buffer(request);
    const query = request.headers['x-amz-target'] === QUERY ? JSON.parse(body.toString()) : {};
    const isOurs = query.TableName === ORDERS_TABLE;
    if (isOurs) await pause(state.delayMs);
    const answer = await ask(agent, state.table, request, body);
    const page = await buffer(answer);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    if (isOurs && query.ExclusiveStartKey === undefined) state.firstPageAt = performance.now();
    response.end(page);
  });
  return Object.assign(state, {
    origin,
    close() {
      close();
      agent.destroy();
    },
  });
}

/** Forwards a request with all its headers, including the signature, to the host that the table accepts. */
function ask(agent: Agent, origin: string, { headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const forwarded = { ...headers, host: new URL(origin).host };
    send(origin, { agent, method: 'POST', headers: forwarded }, resolve).on('error', reject).end(body);
  });
}
