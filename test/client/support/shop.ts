import { SpillwayClient, type SpillwayClientOptions } from '../../../client/index.ts';
import { type LiveServer, type Responder, startLiveServer } from './live-server.ts';

/** A server that a test scripts, and a client of its deployment. */
export interface Shop extends LiveServer {
  readonly client: SpillwayClient;
}

/** Starts one. */
export async function startShop(respond: Responder, options: Partial<SpillwayClientOptions> = {}): Promise<Shop> {
  const server = await startLiveServer(respond);
  const client = new SpillwayClient({ url: server.origin, ...options });
  return Object.assign(server, { client });
}

/** What a promise rejects with; `undefined` if it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Collects what an iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Resolves once a condition holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
