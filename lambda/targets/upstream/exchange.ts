import type { Outbound } from '../../outbound/index.ts';
import type { CallTime } from './time.ts';
import { type BodyLimits, open, readResponse, type UpstreamRequest, type UpstreamResponse } from './wire.ts';

export type { UpstreamResponse } from './wire.ts';

/**
 * Sends a request and reads the whole response.
 *
 * @throws ToolError for every failure; the socket is closed by then
 */
export async function exchange(
  outbound: Outbound,
  request: UpstreamRequest,
  limits: BodyLimits,
  time: CallTime,
): Promise<UpstreamResponse> {
  return readResponse(await open(outbound, request, time), request, limits, time);
}
