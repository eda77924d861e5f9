/** Something to measure: one call of it, by number. */
export interface Variant {
  readonly name: string;
  call(number: number): Promise<void>;
}

/** How long to measure. */
export interface Schedule {
  readonly rounds: number;
  /** Milliseconds of each variant's share of a round. */
  readonly sliceMs: number;
  /** Milliseconds that each variant runs before anything counts. */
  readonly warmUpMs: number;
}

/** Microseconds a call, one figure a round, by variant: processor time of the measuring thread. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

/**
 * Measures variants in turns, so that whatever else the machine does hits all of them alike. Every round runs each variant
 * for a slice, in an order that rotates.
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

/** Warms a variant up and finds how many calls fill a slice. */
async function calibrate(variant: Variant, { warmUpMs, sliceMs }: Schedule): Promise<number> {
  let calls = 1;
  let us = await time(variant, calls);
  for (const end = performance.now() + warmUpMs; performance.now() < end; ) {
    calls = Math.max(1, Math.ceil((sliceMs * 1000) / 4 / us));
    us = await time(variant, calls);
  }
  return Math.max(1, Math.round((sliceMs * 1000) / us));
}

// Processor time is elapsed time on a machine of one's own, and leaves out what others do on a shared one.
async function time(variant: Variant, calls: number): Promise<number> {
  const begin = process.threadCpuUsage();
  for (let i = 0; i < calls; i++) await variant.call(i);
  const { user, system } = process.threadCpuUsage(begin);
  return Math.max(1, user + system) / calls;
}
