import { InvalidCursor, type ListName, type ListPage } from '../../catalog/index.ts';
import type { HttpResponse } from '../../http.ts';
import type { Json } from '../../json.ts';
import { type RpcContext, visibleTo } from '../context.ts';
import { InvalidParams } from '../rpc/errors.ts';
import { ok } from '../rpc/json-rpc.ts';

/**
 * Answers a list request with a stored page between two short strings; the page itself is never parsed nor escaped again.
 *
 * @param list which list
 * @param cursor as sent
 * @param frame makes the text before and after the page's items
 * @throws InvalidParams for a cursor that was not issued here. spec: server/utilities/pagination#error-handling
 */
export async function listPage(
  list: ListName,
  cursor: Json | undefined,
  { catalog, view, principal }: RpcContext,
  frame: (page: ListPage) => readonly [string, string],
): Promise<HttpResponse> {
  if (cursor !== undefined && typeof cursor !== 'string') throw new InvalidParams('params.cursor must be a string');
  const page = await readPage(() => catalog.page(view, list, cursor, visibleTo(principal)));
  const [head, tail] = frame(page);
  return { ...ok(head + page.items + tail), escapedBody: escapeText(head) + page.escapedItems + escapeText(tail) };
}

async function readPage(read: () => ListPage | Promise<ListPage>): Promise<ListPage> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InvalidCursor) throw new InvalidParams('Unknown or expired cursor');
    throw error;
  }
}

function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
