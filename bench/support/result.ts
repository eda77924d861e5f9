/** What a bench leaves behind as JSON, so that a claim can be checked against its figures without running it again. */
export interface BenchResult {
  readonly bench: string;
  /** The script that made this file, from the repository's root. */
  readonly script: string;
  readonly title: string;
  /** How it was measured, and what the figures mean. */
  readonly method: readonly string[];
  readonly environment: Environment;
  readonly figures: readonly Figure[];
  readonly comparisons: readonly Comparison[];
  readonly targets: readonly Target[];
}

/** The machine of a run. Figures of two runs do not compare; ratios within one do. */
export interface Environment {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly date: string;
  /** The machine's load average over the last minute: above 0 when it began, it was not alone. */
  readonly load: number;
}

/** One measured quantity: a sample a round, and what they come to. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Two figures of one run held against each other, round by round; the value is the median over the rounds. */
export interface Comparison {
  readonly name: string;
  readonly operation: 'ratio' | 'difference';
  readonly left: string;
  readonly right: string;
  readonly value: number;
  /** `x`, or the unit of the two. */
  readonly unit: string;
}

/** A promise of the design, and whether this run kept it. */
export interface Target {
  readonly claim: string;
  /** Name of the figure (its median counts) or of the comparison. */
  readonly of: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly actual: number;
  readonly met: boolean;
}

/** A target before it is judged. */
export type Claim = Omit<Target, 'actual' | 'met'>;

/** A comparison before it is made. */
export type Pair = Omit<Comparison, 'value' | 'unit'>;

/** Makes a figure of its samples. */
export function figure(name: string, unit: string, samples: readonly number[]): Figure {
  const rounded = samples.map(round);
  return {
    name,
    unit,
    samples: rounded,
    median: median(rounded),
    min: Math.min(...rounded),
    max: Math.max(...rounded),
  };
}

/** How many times `right` goes into `left`. */
export function ratio(left: string, right: string): Pair {
  return { name: `${left.trim()} / ${right.trim()}`, operation: 'ratio', left, right };
}

/** What `left` is more than `right`. */
export function difference(left: string, right: string): Pair {
  return { name: `${left.trim()} - ${right.trim()}`, operation: 'difference', left, right };
}

/** Compares two figures round by round. */
export function compare(pair: Pair, figures: readonly Figure[]): Comparison {
  const { samples: left, unit } = find(figures, pair.left);
  const { samples: right } = find(figures, pair.right);
  if (left.length !== right.length) throw new Error(`${pair.name}: the figures have different numbers of rounds`);
  const values = left.map((value, index) => {
    const other = right[index] ?? Number.NaN;
    return pair.operation === 'ratio' ? value / other : value - other;
  });
  return { ...pair, value: round(median(values)), unit: pair.operation === 'ratio' ? 'x' : unit };
}

/** Judges a claim by the figures. */
export function judge(claim: Claim, figures: readonly Figure[], comparisons: readonly Comparison[]): Target {
  const comparison = comparisons.find(({ name }) => name === claim.of);
  const actual = comparison ? comparison.value : find(figures, claim.of).median;
  return { ...claim, actual, met: claim.bound === 'at most' ? actual <= claim.limit : actual >= claim.limit };
}

/** The middle of some numbers. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('a median needs at least one value');
  return (low + high) / 2;
}

function find(figures: readonly Figure[], name: string): Figure {
  const found = figures.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no figure is named ${name}`);
  return found;
}

/** Four significant digits: more would be noise. Whole numbers stay whole. */
function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
