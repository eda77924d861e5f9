import type { Outbound } from './outbound/index.ts';
import type { CallTime } from './time.ts';
import { open, readResponse, type UpstreamRequest, type UpstreamResponse } from './wire.ts';

export type { UpstreamResponse } from './wire.ts';

/**
 * Sends a request and reads its whole answer.
 *
 * @param resultBytes what the body of a good answer may have
 * @throws ToolError whatever goes wrong; the socket is gone by then
 */
export async function exchange(
  outbound: Outbound,
  request: UpstreamRequest,
  resultBytes: number,
  time: CallTime,
): Promise<UpstreamResponse> {
  return readResponse(await open(outbound, request, time), request, resultBytes, time);
}
