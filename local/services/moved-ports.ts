import { createServer } from 'node:net';
import type { Json } from '../../lambda/json.ts';
import type { ServiceSpec } from './spec.ts';

/** A service that runs on another port than its `local.yaml` says. */
export interface MovedPort {
  /** The directory of the service, and of the documents that name its port. */
  readonly directory: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Moves services off ports that are in use, for example by the local stack of another checkout.
 *
 * @returns the services with free ports, and what was moved
 */
export async function movePorts(
  specs: readonly ServiceSpec[],
): Promise<{ readonly specs: readonly ServiceSpec[]; readonly moved: readonly MovedPort[] }> {
  const moved: MovedPort[] = [];
  const free: ServiceSpec[] = [];
  for (const spec of specs) {
    if (spec.port === 0) {
      free.push({ ...spec, port: await freePort() });
      continue;
    }
    if (await isFree(spec.port)) {
      free.push(spec);
      continue;
    }
    const to = await freePort();
    moved.push({ directory: spec.directory, from: spec.port, to });
    free.push({ ...spec, port: to });
  }
  return { specs: free, moved };
}

/** Rewrites the addresses of moved services in a document. */
export function followPorts(value: Json, moved: readonly MovedPort[]): Json {
  if (moved.length === 0) return value;
  if (typeof value === 'string') return moved.reduce(withPort, value);
  if (Array.isArray(value)) return value.map((item: Json) => followPorts(item, moved));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, followPorts(inner ?? null, moved)]));
}

function withPort(text: string, { from, to }: MovedPort): string {
  return text.replace(/(?<![\w.-])(127\.0\.0\.1|localhost|\[::1\]):(\d+)(?!\d)/g, (all, host: string, port: string) =>
    Number(port) === from ? `${host}:${to}` : all,
  );
}

/** Whether nothing listens on a port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
