import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { mcpRequest, ProbeFailed, type ProbeRequest } from '../probe/index.ts';
import type { AfterContext } from './context.ts';
import { withKey } from './paths.ts';

/** More than the 1 MB that the load balancer sends to a function, and than any `limits.bodyBytes`. */
const PADDING = 'x'.repeat(1_200_000);

/** Codes of a connection that ends while the body is sent; any other failure is none of the body's size. */
const CLOSED = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** Whether a body of more than 1 MB is refused by its size, on either path. */
export const largeBody: Check<AfterContext> = {
  id: 'large-body',
  title: 'Body of more than 1 MB',
  needs: ['built-in-server'],
  async run({ site, server }) {
    const headers = withKey(server.key);
    const requests: readonly (readonly [string, ProbeRequest])[] = [
      ['direct', mcpRequest('tools/list', { padding: PADDING }, { headers })],
      ['stream', mcpRequest('tools/call', { name: 'any', padding: PADDING }, { headers })],
    ];
    const outcomes: Outcome[] = [];
    for (const [name, request] of requests) {
      const { passed, warned, failed } = expecting(`A body of 1.2 MB receives 413 through ${name}.`);
      try {
        const { status } = await site.probe(request);
        const fix = `Look at the log of the function ${name}, and at what is between you and the load balancer.`;
        outcomes.push(
          status === 413
            ? passed(`It received ${status}.`)
            : failed(`It received ${status}.`, { fix, key: 'limits.bodyBytes' }),
        );
      } catch (error) {
        if (!(error instanceof ProbeFailed && CLOSED.includes(error.code))) throw error;
        const fix = 'Nothing to do: the body is refused, and clients see a closed connection in place of the status.';
        outcomes.push(warned(`The connection was closed: ${error.message}.`, { fix }));
      }
    }
    return outcomes;
  },
};
