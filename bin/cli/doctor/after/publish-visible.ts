import type { Check } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { mcpRequest, olderRequest, type Probed } from '../probe/index.ts';
import { PUBLISHED_LATER } from '../server/index.ts';
import type { AfterContext } from './context.ts';
import { withKey } from './paths.ts';

const POLL_MS = 100;
/** What a request may add to the promise: a cold start, and the poll before it. */
const REQUEST_MS = 3_000;
const GIVE_UP_MS = 30_000;

/** How long it takes until callers see what was published. */
export const publishVisible: Check<AfterContext> = {
  id: 'publish-visible',
  title: 'Published until visible',
  needs: ['list-direct', 'call-stream'],
  async run({ site, server, wait, stage: { refreshSeconds } }) {
    const { passed, failed } = expecting(`A published tool is on the lists after ${refreshSeconds} s and one request.`);
    const headers = withKey(server.key);
    const lists = {
      direct: mcpRequest('tools/list', {}, { headers }),
      stream: olderRequest('tools/list', {}, headers),
    };
    await server.publishLater();
    const published = performance.now();
    const until = published + refreshSeconds * 1_000 + GIVE_UP_MS;
    const times = await Promise.all(
      Object.entries(lists).map(async ([name, request]) => {
        const isVisible = await untilListed(() => site.probe(request), wait, until);
        const ms = performance.now() - published;
        return {
          isInTime: isVisible && ms <= refreshSeconds * 1_000 + REQUEST_MS,
          text: isVisible ? `${(ms / 1_000).toFixed(1)} s through ${name}` : `never through ${name}`,
        };
      }),
    );
    const seen = `It was visible after ${times.map(({ text }) => text).join(', ')}.`;
    if (times.every(({ isInTime }) => isInTime)) return [passed(seen)];
    const fix = 'Look for failed reads of the table in the logs of direct and stream.';
    return [failed(seen, { fix, key: 'catalog.refreshSeconds' })];
  },
};

async function untilListed(list: () => Promise<Probed>, wait: AfterContext['wait'], until: number): Promise<boolean> {
  while (performance.now() < until) {
    const { text } = await list();
    if (text.includes(`"${PUBLISHED_LATER}"`)) return true;
    await wait(POLL_MS);
  }
  return false;
}
