import { isJsonObject } from '../../json.ts';
import type { Table } from '../../table/index.ts';
import { perList, SERVERS_PARTITION } from '../items/index.ts';
import { LIST_NAMES, type ListName } from '../types.ts';
import { readPolicies } from './policies/index.ts';
import { type PublishedState, readNames, readPageDocuments, readPublishedState } from './write/index.ts';

/** A document in an overview. */
export interface DocumentSummary {
  readonly list: ListName;
  /** The name of a tool or prompt, the URI of a resource, the text of a template. */
  readonly id: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly scopes: readonly string[];
}

/** A server in an overview. */
export interface ServerSummary {
  readonly server: string;
  readonly version: number;
  readonly title: string | undefined;
  /** Documents on each list. */
  readonly counts: Readonly<Record<ListName, number>>;
  /** Number of policies; absent for a server without any. With any, it denies what none of them permits. */
  readonly policies?: number;
}

/** Lists the published servers by name. */
export async function listServers(table: Table): Promise<readonly ServerSummary[]> {
  const registered = await table.query({ pk: SERVERS_PARTITION });
  const found = await Promise.all(
    registered.map(async ({ sk }) => ({
      ...(await readPublishedState(table, sk)),
      ...(await readPolicies(table, sk)),
    })),
  );
  return found.flatMap(({ server, head, lists, policies }) => {
    if (!head) return []; // its first publish did not complete
    const counts = perList((list) =>
      lists[list].flatMap(({ pages }) => pages).reduce((sum, { count }) => sum + count, 0),
    );
    const { length } = policies;
    return [{ server, version: head.version, title: head.info.title, counts, ...(length > 0 && { policies: length }) }];
  });
}

/** Lists all documents of a server by list and id, whatever scopes they require; `undefined` for a server never published. */
export async function listDocuments(table: Table, server: string): Promise<readonly DocumentSummary[] | undefined> {
  const base = await readPublishedState(table, server);
  if (!base.head) return undefined;
  const summaries: DocumentSummary[] = [];
  for (const list of LIST_NAMES) summaries.push(...(await summarizeList(table, base, list)));
  return summaries;
}

async function summarizeList(
  table: Table,
  { server, lists }: PublishedState,
  list: ListName,
): Promise<DocumentSummary[]> {
  const summaries: DocumentSummary[] = [];
  for (const { scopes, pages } of lists[list]) {
    for (const page of pages) {
      const documents = await readPageDocuments(table, server, page, await readNames(table, server, page));
      summaries.push(...documents.map(({ id, entry }) => ({ list, id, ...titleAndDescription(entry), scopes })));
    }
  }
  return summaries.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function titleAndDescription(text: string): Pick<DocumentSummary, 'title' | 'description'> {
  const entry: unknown = JSON.parse(text);
  const { title, description } = isJsonObject(entry) ? entry : {};
  return {
    title: typeof title === 'string' ? title : undefined,
    description: typeof description === 'string' ? description : undefined,
  };
}
