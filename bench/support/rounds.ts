/** One subject of a measurement. `number` selects the event of a call. */
export interface Variant {
  readonly name: string;
  call(number: number): Promise<void>;
}

/** The length of a measurement. */
export interface Schedule {
  readonly rounds: number;
  /** Milliseconds of each variant's share of a round. */
  readonly sliceMs: number;
  /** Milliseconds that each variant runs before the measurement. */
  readonly warmUpMs: number;
}

/** Microseconds per call by variant, one figure per round: processor time of the measuring thread. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

/**
 * Measures variants in turns, so that other load on the machine affects all of them alike. Every round runs each variant for a
 * slice, in rotating order.
 */
export async function measureRounds(variants: readonly Variant[], schedule: Schedule): Promise<Rounds> {
  const sizes = new Map<string, number>();
  for (const variant of variants) sizes.set(variant.name, await calibrate(variant, schedule));
  const rounds: Record<string, number[]> = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < schedule.rounds; round++) {
    for (let turn = 0; turn < variants.length; turn++) {
      const variant = variants[(round + turn) % variants.length];
      if (variant) rounds[variant.name]?.push(await time(variant, sizes.get(variant.name) ?? 1));
    }
  }
  return rounds;
}

/** Warms a variant up and returns the number of calls that fill a slice. */
async function calibrate(variant: Variant, { warmUpMs, sliceMs }: Schedule): Promise<number> {
  let calls = 1;
  let us = await time(variant, calls);
  for (const end = performance.now() + warmUpMs; performance.now() < end; ) {
    calls = Math.max(1, Math.ceil((sliceMs * 1000) / 4 / us));
    us = await time(variant, calls);
  }
  return Math.max(1, Math.round((sliceMs * 1000) / us));
}

// Processor time equals elapsed time on a dedicated machine, and excludes other processes on a shared one.
async function time(variant: Variant, calls: number): Promise<number> {
  const begin = process.threadCpuUsage();
  for (let i = 0; i < calls; i++) await variant.call(i);
  const { user, system } = process.threadCpuUsage(begin);
  return Math.max(1, user + system) / calls;
}
