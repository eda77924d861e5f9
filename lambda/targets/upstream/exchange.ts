import type { Outbound } from './outbound/index.ts';
import type { CallTime } from './time.ts';
import { type Answer, type Asked, open, readAnswer } from './wire.ts';

export type { Answer } from './wire.ts';

/**
 * Sends a request and reads its whole answer.
 *
 * @param resultBytes what the body of a good answer may have
 * @throws ToolError whatever goes wrong; the socket is gone by then
 */
export async function exchange(outbound: Outbound, asked: Asked, resultBytes: number, time: CallTime): Promise<Answer> {
  return readAnswer(await open(outbound, asked, time), asked, resultBytes, time);
}
