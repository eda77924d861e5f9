import type { JsonObject } from '../../lambda/mcp/index.ts';
import { ServerFailed } from '../errors/index.ts';
import type { Connection } from './connection.ts';
import { request } from './conversation.ts';
import { loadMore, type More } from './load-more.ts';
import type { Tool } from './more/index.ts';
import type { RequestOptions } from './options.ts';

/** Chooses what reads the entries of a page. */
type EntriesOf<T> = (more: More) => (page: JsonObject, connection: Connection) => Iterable<T>;

/** More than any catalogue has; a server may send cursors without end. */
const MAX_PAGES = 10_000;

/**
 * Lists the entries of all pages. The next page is requested when the entries of one are used up. Malformed entries are left out.
 * spec: server/utilities/pagination
 */
export async function* listAll<T>(
  connection: Connection,
  { method, entriesOf }: { readonly method: string; readonly entriesOf: EntriesOf<T> },
  options: RequestOptions,
): AsyncGenerator<T, void, undefined> {
  // Loaded while the server responds.
  const more = loadMore();
  let params: JsonObject = {};
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const result = await request(connection, { method, params, isSafe: true }, options);
    yield* entriesOf(await more)(result, connection);
    const cursor = result.nextCursor;
    if (typeof cursor !== 'string') return;
    params = { cursor };
  }
  throw new ServerFailed(`${method} did not end after ${MAX_PAGES} pages`, 200);
}

/** Lists the tools of a server, and remembers which of their arguments headers mirror. */
export function listTools(connection: Connection, options: RequestOptions): AsyncGenerator<Tool, void, undefined> {
  return listAll(connection, { method: 'tools/list', entriesOf: ({ toolsOf }) => toolsOf }, options);
}
