import { once } from 'node:events';
import { request } from 'node:http';
import { modernCall } from '../support/requests.ts';
import { type Studio, startStudio } from './support/studio.ts';
import { asJsonLines } from './support/wire.ts';

/** Parts of 100,000 characters: 40 MB, of which the sockets on the way hold some. */
const PARTS = 400;
const QUIET_MS = 1_000;

describe('a caller who reads slowly', () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio.stop());

  test('slows the tool down, and still gets everything', async () => {
    let made = 0;
    const path = studio.upstream.behave((response) => {
      made += 1;
      response.end();
    });
    const url = `http://127.0.0.1:${studio.upstream.port}/${path}`;
    const call = asJsonLines(modernCall('counts', { url, parts: PARTS }));
    const asking = request(studio.url, { method: 'POST', headers: call.headers }).end(call.body);
    const [answer] = await once(asking, 'response');
    answer.pause();
    await standstill(() => made);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(PARTS);

    let text = '';
    for await (const chunk of answer) text += String(chunk);
    expect(made).toBe(PARTS);
    // An empty line is filler.
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(PARTS + 1);
  });
});

/** Settles when a count has stopped growing. */
async function standstill(count: () => number): Promise<void> {
  for (let seen = -1; seen !== count(); ) {
    seen = count();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}
