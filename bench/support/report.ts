import type { BenchResult, Comparison, Figure, Target } from './result.ts';

/** Renders results as one table. */
export function report(results: readonly BenchResult[]): string {
  return results.map(section).join('\n');
}

function section({ title, script, figures, comparisons, targets }: BenchResult): string {
  const rows = [...figures.map(figureRow), ...comparisons.map(comparisonRow), ...targets.map(targetRow)];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  return [`${title}  (${script})`, ...lines, ''].join('\n');
}

type Row = readonly [label: string, value: string];

function figureRow({ name, unit, median, min, max, samples }: Figure): Row {
  const spread = samples.length > 1 ? `   (${shown(min)} to ${shown(max)})` : '';
  return [name, `${shown(median).padStart(9)} ${unit}${spread}`];
}

function comparisonRow({ name, value, unit }: Comparison): Row {
  return [name, `${shown(value).padStart(9)} ${unit}`];
}

function targetRow({ claim, actual, bound, limit, met }: Target): Row {
  return [`target: ${claim}`, `${shown(actual).padStart(9)} ${met ? 'met' : 'MISSED'}, ${bound} ${shown(limit)}`];
}

function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: Number.isInteger(value) ? 0 : digits });
}
