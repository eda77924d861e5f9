/** What a fixed piece of work of the engine's own kind is compared with: some 2 MB of JSON, written and read. */
const YARDSTICK = Array.from({ length: 40_000 }, (_, index) => ({ id: index, name: `item ${index}`, tags: [index] }));

/** Processor time that a piece of work takes, in microseconds: the shorter of two runs, since the first one compiles. */
async function microsecondsOf(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 2; run += 1) {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    times.push(user + system);
  }
  return Math.min(...times);
}

/**
 * Processor time of a piece of work as a multiple of what writing and reading 2 MB of JSON takes in the same process: bounds of
 * work are about minutes where milliseconds are right, and a ratio says the same on a slow machine as on a fast one.
 *
 * @param work is run twice, so that it must be repeatable
 */
export async function timesTheYardstick(work: () => unknown): Promise<number> {
  const yardstick = await microsecondsOf(() => JSON.parse(JSON.stringify(YARDSTICK)));
  return (await microsecondsOf(work)) / yardstick;
}
