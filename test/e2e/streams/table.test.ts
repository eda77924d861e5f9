import { refusal, startProxy, type TableProxy } from '../../lambda/targets/dynamodb/proxy.ts';
import { modernCall } from '../support/requests.ts';
import { gate } from './support/rows.ts';
import { type Studio, startStudio } from './support/studio.ts';
import { asJsonLines, eagerCall, open, partialTexts, textOf } from './support/wire.ts';

const PAGES = [1, 3, 5].map((hour) =>
  JSON.stringify([hour, hour + 1].map((each) => ({ sensor: 'roof', hour: each, degrees: 10 + each }))),
);
const WHOLE = `[${PAGES.map((page) => page.slice(1, -1)).join(',')}]`;

describe('a table read page by page', () => {
  let studio: Studio;
  let proxy: TableProxy;

  beforeAll(async () => {
    studio = await startStudio('catalog', {
      tableEndpointForFunctions: async (endpoint) => {
        proxy = await startProxy(endpoint);
        return proxy.origin;
      },
    });
  });
  afterEach(() => {
    proxy.intercept = () => undefined;
  });
  afterAll(async () => {
    await studio.stop();
    await proxy.close();
  });

  /** Puts something before every page but the first. */
  function beforeLaterPages(answer: Awaited<ReturnType<TableProxy['intercept']>>, opened?: Promise<void>): void {
    proxy.intercept = async ({ operation, body }) => {
      if (operation !== 'Query' || body.ExclusiveStartKey === undefined) return undefined;
      await opened;
      return answer === 'reset' ? undefined : answer;
    };
  }

  test('sends its first page before the table has answered for the second', async () => {
    const door = gate();
    beforeLaterPages(undefined, door.opened);
    const wire = await open(studio.url, asJsonLines(modernCall('readings', { sensor: 'roof' })));
    expect(textOf(await wire.next())).toBe(PAGES[0]);
    door.open();
    expect((await wire.rest()).map(textOf)).toEqual([PAGES[1], PAGES[2], WHOLE]);
  });

  test('keeps what it sent when a later page fails', async () => {
    beforeLaterPages(refusal('AccessDeniedException', 'User arn:aws:sts::111122223333:role/x is not authorized'));
    for (const call of [
      eagerCall('readings', { sensor: 'roof' }),
      asJsonLines(modernCall('readings', { sensor: 'roof' })),
    ]) {
      const messages = await (await open(studio.url, call)).rest();
      expect(partialTexts(messages)).toEqual([PAGES[0]]);
      expect(messages.at(-1)).not.toHaveProperty('result.isError');
      expect(textOf(messages.at(-1) ?? {})).toMatch(/The result is incomplete: .* not allowed to do that/);
    }
    expect(studio.lines.join('\n')).not.toMatch(/111122223333|roof/);
  });
});
