import { isJsonObject } from '../../json.ts';
import type { Table } from '../../table/table.ts';
import { SERVERS_PARTITION } from '../keys.ts';
import { readBase } from './base.ts';
import { readNames, readPageTools } from './page-items.ts';

/** A tool as an overview shows it. */
export interface ToolSummary {
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string;
  readonly scopes: readonly string[];
}

/** A server as an overview shows it. */
export interface ServerSummary {
  readonly server: string;
  readonly version: number;
  readonly title: string | undefined;
  readonly tools: number;
}

/** Lists the servers that show, by name. */
export async function listServers(table: Table): Promise<readonly ServerSummary[]> {
  const registered = await table.query({ pk: SERVERS_PARTITION });
  const bases = await Promise.all(registered.map(({ sk }) => readBase(table, sk)));
  return bases.flatMap(({ server, head, groups }) => {
    if (!head) return []; // its first publish did not get through
    const tools = groups.flatMap((group) => group.pages).reduce((sum, page) => sum + page.count, 0);
    return [{ server, version: head.version, title: head.info.title, tools }];
  });
}

/** Lists a server's tools by name, whatever scopes they ask for; `undefined` when the server was never published. */
export async function listTools(table: Table, server: string): Promise<readonly ToolSummary[] | undefined> {
  const base = await readBase(table, server);
  if (!base.head) return undefined;
  const summaries: ToolSummary[] = [];
  for (const { scopes, pages } of base.groups) {
    for (const page of pages) {
      const tools = await readPageTools(table, server, page, await readNames(table, server, page));
      summaries.push(...tools.map(({ name, entry }) => summary(name, entry, scopes)));
    }
  }
  return summaries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function summary(name: string, text: string, scopes: readonly string[]): ToolSummary {
  const entry: unknown = JSON.parse(text);
  const { title, description } = isJsonObject(entry) ? entry : {};
  return { name, title: typeof title === 'string' ? title : undefined, description: String(description), scopes };
}
