import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { type BenchResult, type Claim, compare, type Environment, type Figure, judge, type Pair } from './result.ts';

/** One bench: its measurement, and the targets of the design. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  measure(): Promise<Measurement>;
}

/** The outcome of a bench before its targets are judged. */
interface Measurement {
  readonly method: readonly string[];
  readonly figures: readonly Figure[];
  readonly pairs: readonly Pair[];
  readonly claims: readonly Claim[];
}

/** Directory of the committed results. */
const RESULTS = new URL('../results/', import.meta.url);

/** Runs a bench and writes its result file. */
export async function runBench({ name, title, measure }: Bench): Promise<BenchResult> {
  const environment = describeEnvironment();
  const { method, figures, pairs, claims } = await measure();
  const comparisons = pairs.map((pair) => compare(pair, figures));
  const targets = claims.map((claim) => judge(claim, figures, comparisons));
  const script = `bench/${name}.ts`;
  const result = { bench: name, script, title, method, environment, figures, comparisons, targets };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(`${name}.json`, RESULTS), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

function describeEnvironment(): Environment {
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    platform: `${process.platform} ${process.arch}`,
    date: new Date().toISOString(),
    load: loadavg()[0] ?? 0,
  };
}
