import type { WayRounds } from './figures.ts';
import { type Measuring, startMeasuring, type Task } from './tasks.ts';
import { WAYS } from './ways/index.ts';

/** How long it is measured. */
export interface Schedule {
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUps: number;
  /** Processes of each way whose memory is measured. */
  readonly memoryRounds: number;
}

/** Where it is measured. */
export interface Servers {
  /** The prepared server. */
  readonly origin: string;
  /** A call through the local stack, for the round trips. */
  readonly roundTrips: Task & { readonly kind: 'round trips' };
}

/**
 * Measures every way, each in a process of its own, in turns.
 *
 * @param path of the bundle of `inside.ts`
 */
export async function measureWays(
  path: string,
  { origin, roundTrips }: Servers,
  { rounds, warmUps, memoryRounds }: Schedule,
): Promise<ReadonlyMap<string, WayRounds>> {
  const processes: Measuring[] = [];
  try {
    const measured = new Map<string, WayRounds>();
    for (const { name } of WAYS) {
      const started = await startMeasuring(path, name);
      processes.push(started);
      const { first, second } = await started.perform(roundTrips);
      measured.set(name, { firstMs: [], cpuMs: [], peakMb: [], requests: [first, second] });
    }
    for (let round = -warmUps; round < rounds; round++) {
      for (const each of rotated(processes, round + warmUps)) {
        const url = urlOf(each.name, origin);
        const { p50 } = await each.perform({ kind: 'first parts', url });
        const { cpuMs } = await each.perform({ kind: 'many parts', url });
        if (round < 0) continue;
        const way = measured.get(each.name);
        way?.firstMs.push(p50);
        way?.cpuMs.push(cpuMs);
      }
    }
    for (let round = 0; round < memoryRounds; round++) {
      for (const [name, { peakMb }] of measured) peakMb.push((await measureMemory(path, name, origin)) / 1_000_000);
    }
    return measured;
  } finally {
    for (const each of processes) each.stop();
  }
}

/** @returns bytes, measured in a process of its own: a process that has needed memory before may keep it */
async function measureMemory(path: string, name: string, origin: string): Promise<number> {
  const fresh = await startMeasuring(path, name);
  try {
    return (await fresh.perform({ kind: 'memory', url: urlOf(name, origin) })).peakBytes;
  } finally {
    fresh.stop();
  }
}

/** `/events` is the prepared server without JSON lines. */
function urlOf(name: string, origin: string): string {
  const eventsOnly = WAYS.find((way) => way.name === name)?.eventsOnly === true;
  return `${origin}${eventsOnly ? '/events' : '/mcp/bench'}`;
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
