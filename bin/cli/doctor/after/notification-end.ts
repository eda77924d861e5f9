import type { Check } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { notificationRequest } from '../probe/index.ts';
import type { AfterContext } from './context.ts';
import { withKey } from './paths.ts';

const END_MS = 2_000;
const WAIT_MS = 10_000;

/**
 * Whether a response without a body ends. Every notification of an older client receives one, and streamed responses without a byte
 * are reported never to end (aws/aws-lambda-nodejs-runtime-interface-client#95).
 */
export const notificationEnd: Check<AfterContext> = {
  id: 'notification-end',
  title: 'End of an empty response',
  needs: ['call-stream'],
  async run({ site, server, stage }) {
    const { passed, failed } = expecting(
      `A notification receives 202, and its response ends within ${END_MS / 1_000} s.`,
    );
    const key = 'streaming.emptyBody';
    const { status, endMs } = await site.probe({ ...notificationRequest(withKey(server.key)), timeoutMs: WAIT_MS });
    if (status !== 202) {
      return [failed(`It received ${status}.`, { fix: 'See call-stream, and the log of the function stream.' })];
    }
    if (endMs !== undefined && endMs <= END_MS)
      return [passed(`It received 202, which ended after ${Math.round(endMs)} ms.`)];
    const seen =
      endMs === undefined
        ? `It received 202, which had not ended after ${WAIT_MS / 1_000} s.`
        : `It received 202, which ended after ${(endMs / 1_000).toFixed(1)} s.`;
    const fix =
      stage.streaming.emptyBody === 'none'
        ? 'Empty responses hang: set streaming.emptyBody: newline, and deploy.'
        : 'The response hangs although it has a byte: report it with this output.';
    return [failed(seen, { fix, key })];
  },
};
