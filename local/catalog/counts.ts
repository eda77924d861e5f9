import { listServers, openTable } from '../../lambda/catalog/publish/index.ts';
import type { CatalogTarget } from './publish.ts';

/** How much a server has. */
export interface ServerCounts {
  readonly tools: number;
  readonly prompts: number;
  /** Resources and resource templates. */
  readonly resources: number;
}

/** Counts what is published of servers, by their names. */
export async function countServers(
  target: CatalogTarget,
  servers: readonly string[],
): Promise<Readonly<Record<string, ServerCounts>>> {
  const table = openTable(target);
  try {
    const found = (await listServers(table)).filter(({ server }) => servers.includes(server));
    return Object.fromEntries(
      found.map(({ server, counts: { tools, prompts, resources, templates } }) => {
        return [server, { tools, prompts, resources: resources + templates }];
      }),
    );
  } finally {
    table.close();
  }
}
