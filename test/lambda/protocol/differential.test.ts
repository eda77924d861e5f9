import { DIFFERENCES, type Difference, explain } from './differential/differences.ts';
import { createOurs, meaning, type Sent } from './differential/pair.ts';
import { recordClients } from './differential/recorded.ts';
import { allRequests } from './differential/requests.ts';
import { createTheirs } from './differential/theirs.ts';

/** Our function and SDK v2's own handler, over the same catalogue, are sent the same requests. */
describe('our answers and those of the official SDK', () => {
  const used = new Set<Difference>();

  async function unexplained(requests: readonly Sent[]): Promise<readonly string[]> {
    const [ours, theirs] = [await createOurs(), createTheirs()];
    const found: string[] = [];
    for (const sent of requests) {
      const [mine, other] = [meaning(await ours(sent)), meaning(await theirs(sent))];
      if (mine === other) continue;
      const [difference, ...more] = explain(sent, mine, other);
      if (difference === undefined || more.length > 0) found.push(`${sent.name}: ours ${mine}; the SDK ${other}`);
      else used.add(difference);
    }
    return found;
  }

  it('differ only where there is a reason, for requests of every kind and everything that can be wrong with them', async () => {
    const requests = allRequests();
    expect(requests.length).toBeGreaterThan(1000);
    expect(await unexplained(requests)).toEqual([]);
  });

  it('differ only where there is a reason, for what the official clients send', async () => {
    const recorded = await recordClients(await createOurs());
    expect(recorded.length).toBeGreaterThan(25);
    expect(await unexplained(recorded)).toEqual([]);
  });

  it('differ for every listed reason still', () => {
    expect(DIFFERENCES.filter((difference) => !used.has(difference)).map(({ reason }) => reason)).toEqual([]);
  });
});
