import { InvalidCursor, type ListName, type ListPage } from '../../catalog/types.ts';
import type { HttpResponse } from '../../http.ts';
import type { Json } from '../../json.ts';
import type { RpcContext } from '../context.ts';
import { InvalidParams, ok, type RequestId, responseHead, withCacheScope } from '../rpc/index.ts';
import { LISTS, type ListMethod } from './methods.ts';

/** A list request, and the end of its response in its era. */
export interface ListRequest {
  readonly id: RequestId;
  readonly method: ListMethod;
  /** The cursor as sent. */
  readonly cursor: Json | undefined;
  /** Makes the text after the items, which closes the list, the result and the response. */
  readonly tailOf: (page: ListPage) => string;
  /** Removes from the items, as JSON text, what the client's revision lacks; absent if the revision lacks nothing. */
  readonly fitItems?: (list: ListName, items: string) => string;
}

/**
 * Responds to a list request with a stored page between two short strings; the page is neither parsed nor escaped again, unless it
 * holds members that the client's revision lacks.
 *
 * @throws InvalidParams for a cursor that was not issued by this deployment for this caller and its present rights. spec: server/utilities/pagination#error-handling
 */
export async function answerList(
  { id, method, cursor, tailOf, fitItems }: ListRequest,
  { catalog, view, access }: RpcContext,
): Promise<HttpResponse> {
  if (cursor !== undefined && typeof cursor !== 'string') throw new InvalidParams('params.cursor must be a string');
  const { list, member } = LISTS[method];
  const page = await readPage(() => catalog.page(view, list, cursor, access));
  const head = `${responseHead(id)}{"${member}":[`;
  const tail = tailOf(page);
  const items = fitItems?.(list, page.items) ?? page.items;
  const response = withCacheScope(ok(head + items + tail), page.cacheScope);
  if (items !== page.items || page.escapedItems === undefined) return response;
  return { ...response, escapedBody: escapeText(head) + page.escapedItems + escapeText(tail) };
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
