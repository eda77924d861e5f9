import { InvalidCursor, type ListPage } from '../../catalog/types.ts';
import type { HttpResponse } from '../../http.ts';
import type { Json } from '../../json.ts';
import { visibleTo } from '../access.ts';
import type { RpcContext } from '../context.ts';
import { InvalidParams, ok, type RequestId, responseHead } from '../rpc/index.ts';
import { LISTS, type ListMethod } from './methods.ts';

/** A list request, and the end of its response in its era. */
export interface ListRequest {
  readonly id: RequestId;
  readonly method: ListMethod;
  /** The cursor as sent. */
  readonly cursor: Json | undefined;
  /** Makes the text after the items, which closes the list, the result and the response. */
  readonly tailOf: (page: ListPage) => string;
}

/**
 * Responds to a list request with a stored page between two short strings; the page is neither parsed nor escaped again.
 *
 * @throws InvalidParams for a cursor that was not issued by this deployment. spec: server/utilities/pagination#error-handling
 */
export async function answerList(
  { id, method, cursor, tailOf }: ListRequest,
  { catalog, view, principal }: RpcContext,
): Promise<HttpResponse> {
  if (cursor !== undefined && typeof cursor !== 'string') throw new InvalidParams('params.cursor must be a string');
  const { list, member } = LISTS[method];
  const page = await readPage(() => catalog.page(view, list, cursor, visibleTo(principal)));
  const head = `${responseHead(id)}{"${member}":[`;
  const tail = tailOf(page);
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
