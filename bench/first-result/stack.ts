import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENT_SERVER, writeCatalog } from './catalog.ts';

/** Endpoints of a stack. */
export interface StackEndpoints {
  readonly endpoint: string;
  readonly tableEndpoint: string;
  /** Name of the catalogue's table. */
  readonly table: string;
  /** The access key that the table accepts. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A running stack. */
export interface BenchStack extends StackEndpoints {
  /** URL of its MCP server. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a local stack whose tools call an upstream and read a table through a proxy.
 *
 * @param upstream origin of the upstream
 * @param proxy origin of the proxy in front of the table
 */
export async function startStack(upstream: string, proxy: string): Promise<BenchStack> {
  const directory = mkdtempSync(join(tmpdir(), 'spillway-bench-'));
  const catalog = join(directory, 'catalog');
  mkdirSync(catalog);
  writeCatalog(catalog, upstream);
  const child = fork(fileURLToPath(new URL('./stack-server.ts', import.meta.url)), [directory, proxy], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  child.stderr?.on('data', (text) => output.push(String(text)));
  const exit = once(child, 'exit').then(() => rmSync(directory, { recursive: true, force: true }));
  const [endpoints] = await Promise.race([
    once(child, 'message'),
    exit.then(() => Promise.reject(new Error(`the local stack did not start:\n${output.join('')}`))),
  ]);
  const found = endpoints as StackEndpoints;
  return {
    ...found,
    url: `${found.endpoint}/mcp/${AGENT_SERVER}`,
    stop: async () => {
      child.disconnect();
      await exit;
    },
  };
}
