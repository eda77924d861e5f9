import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ToolDocument } from '../../lambda/catalog/index.ts';
import { openTable, publish } from '../../lambda/catalog/publish/index.ts';
import type { TableLocation } from '../../lambda/table/index.ts';
import { TABLE_NAME } from './settings.ts';

/** Endpoints of a table. */
export interface TableEndpoints {
  readonly endpoint: string;
  /** The same table behind TLS, with a certificate that clients must not verify. */
  readonly tlsEndpoint: string;
}

/** A running table. */
export interface BenchTable extends TableEndpoints {
  stop(): void;
}

/** The table's location, with every setting that the AWS SDK would otherwise look up on the machine. */
export function tableLocation(endpoint: string) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  return { table: TABLE_NAME, region: 'us-east-1', endpoint, credentials } satisfies TableLocation;
}

/** The same as {@link tableLocation}, as environment variables of a function. */
export function tableEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

/** Starts an empty table in a process of its own. */
export async function startTable(): Promise<BenchTable> {
  const child = fork(fileURLToPath(new URL('./table-server.ts', import.meta.url)));
  const [endpoints] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the embedded table did not start'))),
  ]);
  return { ...(endpoints as TableEndpoints), stop: () => child.kill() };
}

/** Publishes tools as one change set, as the command line does. */
export async function publishTools(endpoint: string, server: string, tools: readonly ToolDocument[]): Promise<void> {
  const table = openTable(tableLocation(endpoint));
  await publish(table, { server, documents: tools, prune: true });
  table.close();
}
