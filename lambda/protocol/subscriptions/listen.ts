import type { JsonObject } from '../../json.ts';
import type { RpcContext } from '../context.ts';
import type { RequestId } from '../errors.ts';
import type { HttpResponse } from '../http.ts';

/** Answers `subscriptions/listen` of revision 2026-07-28. spec: basic/patterns/subscriptions */
export async function listen(_id: RequestId, _params: JsonObject, _context: RpcContext): Promise<HttpResponse> {
  throw new Error('to be written');
}
