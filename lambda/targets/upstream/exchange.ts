import type { Outbound } from '../../outbound/index.ts';
import type { CallTime } from './time.ts';
import { open, readResponse, type UpstreamRequest, type UpstreamResponse } from './wire.ts';

export type { UpstreamResponse } from './wire.ts';

/**
 * Sends a request and reads the whole response.
 *
 * @param resultBytes the limit for the body of an answer
 * @throws ToolError for every failure; the socket is closed by then
 */
export async function exchange(
  outbound: Outbound,
  request: UpstreamRequest,
  resultBytes: number,
  time: CallTime,
): Promise<UpstreamResponse> {
  return readResponse(await open(outbound, request, time), request, resultBytes, time);
}
