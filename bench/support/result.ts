/** The JSON result of a bench, against which a claim can be checked without another run. */
export interface BenchResult {
  readonly bench: string;
  /** The script that wrote this file, relative to the root of the repository. */
  readonly script: string;
  readonly title: string;
  /** The method of the measurement, and the meaning of the figures. */
  readonly method: readonly string[];
  readonly environment: Environment;
  readonly figures: readonly Figure[];
  readonly comparisons: readonly Comparison[];
  readonly targets: readonly Target[];
}

/** The machine of a run. Compare ratios across runs, not figures. */
export interface Environment {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly date: string;
  /** The machine's load average over the minute before the run; above 0, other processes were running. */
  readonly load: number;
}

/** One measured quantity: one sample per round, and their summary. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Two figures of one run, compared round by round; the value is the median over the rounds. */
export interface Comparison {
  readonly name: string;
  readonly operation: 'ratio' | 'difference';
  readonly left: string;
  readonly right: string;
  readonly value: number;
  /** `x`, or the unit of both figures. */
  readonly unit: string;
}

/** A target of the design, and whether this run met it. */
export interface Target {
  readonly claim: string;
  /** Name of a figure, whose median counts, or of a comparison. */
  readonly of: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly actual: number;
  readonly met: boolean;
}

/** A target before it is judged. */
export type Claim = Omit<Target, 'actual' | 'met'>;

/** A comparison before it is computed. */
export type Pair = Omit<Comparison, 'value' | 'unit'>;

/** Summarizes samples as a figure. */
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

/** Compares `left` divided by `right`. */
export function ratio(left: string, right: string): Pair {
  return { name: `${left.trim()} / ${right.trim()}`, operation: 'ratio', left, right };
}

/** Compares `left` minus `right`. */
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

/** Judges a claim by its figure or comparison. */
export function judge(claim: Claim, figures: readonly Figure[], comparisons: readonly Comparison[]): Target {
  const comparison = comparisons.find(({ name }) => name === claim.of);
  const actual = comparison ? comparison.value : find(figures, claim.of).median;
  return { ...claim, actual, met: claim.bound === 'at most' ? actual <= claim.limit : actual >= claim.limit };
}

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
