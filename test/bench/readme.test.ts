import { readFileSync } from 'node:fs';
import type { BenchResult } from '../../bench/support/result.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
/** The page as one line: its figures may stand at the end of one and their words at the start of the next. */
const prose = readme.replaceAll(/\s+/g, ' ');
const figureOf = (bench: string, name: string): number => {
  const { figures }: BenchResult = JSON.parse(read(`bench/results/${bench}.json`));
  const found = figures.find((figure) => figure.name === name);
  if (!found) throw new Error(`no figure ${name} in ${bench}`);
  return found.median;
};
const OTHERS = ['SDK v2 Server', 'SDK v2 McpServer', 'mcp-handler', 'SDK v1 McpServer'];

/** The cells of the README's row that names a bench. */
function rowOf(bench: string): string[] {
  const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`(bench/${bench}.ts)`));
  return (row ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.replaceAll('*', '').trim());
}
const numberIn = (cell: string | undefined) => Number(/[\d,.]+/.exec(cell ?? '')?.[0].replaceAll(',', ''));

/** What the README says of a figure: no more digits than two or three, but none of them wrong. */
function expectRounded(said: number, measured: number): void {
  expect(Math.abs(said - measured) / measured).toBeLessThan(0.012);
}

test.each([
  ['calls', 'ours static', ''],
  ['lists', 'ours, direct', ''],
  ['cold', 'ours, load and first answer', ', load and first answer'],
  ['bundle', 'stream, at cold start', ''],
])('the README’s row of %s is its result file', (bench, ours, suffix) => {
  const cells = rowOf(bench);
  expect(cells).toHaveLength(1 + OTHERS.length);
  expectRounded(numberIn(cells[0]), figureOf(bench, ours));
  for (const [index, name] of OTHERS.entries()) {
    expectRounded(numberIn(cells[index + 1]), figureOf(bench, `${name}${suffix}`));
  }
});

test.each([
  [/echoes takes ([\d.]+) µs/, 'calls', 'bare echo'],
  [/an `http` tool costs ([\d.]+) µs/, 'calls', 'ours http'],
  [/take ([\d.]+) µs with 10 tools/, 'catalogue', 'hit, 10 tools'],
  [/([\d.]+) µs with 100,000/, 'catalogue', 'hit, 100,000 tools'],
  [/first rows arrive after (\d+) ms/, 'first-result', '1 tool of 20 pages, JSON-lines, first result'],
  [/buffered, all rows arrive after ([\d,]+) ms/, 'first-result', '1 tool of 20 pages, buffered, end'],
  [/start (\d+) % sooner/, 'first-result', '1 tool of 20 pages, JSON-lines, cut'],
  [/2 pages: (\d+) %/, 'first-result', '1 tool of 2 pages, JSON-lines, cut'],
  [/5 pages: (\d+) %/, 'first-result', '1 tool of 5 pages, JSON-lines, cut'],
  [/reaches the client ([\d.]+) ms \(p50\)/, 'first-result', 'first row, lines, JSON-lines, p50'],
  [/a page of rows ([\d.]+) ms/, 'first-result', 'first row, pages, JSON-lines, p50'],
  [/rows of the last step (\d+) % sooner/, 'client', 'loop, cut in time to first row of the last step'],
  [/final answer (\d+) % sooner/, 'client', 'loop, cut in time to final answer'],
  [/`SpillwayClient` takes ([\d.]+) ms/, 'client', 'SpillwayClient, processor time'],
  [/client of SDK v1 (\d+) ms/, 'client', 'SDK v1, its own transport, processor time'],
  [/that of SDK v2 (\d+) ms/, 'client', 'SDK v2, its own transport, processor time'],
  [/\| Load balancer +\| ([\d.]+)/, 'idle-cost', 'load balancer'],
  [/\| Two public addresses[^|]*\| ([\d.]+)/, 'idle-cost', 'public addresses'],
  [/\| Interface endpoint[^|]*\| ([\d.]+)/, 'idle-cost', 'interface endpoint'],
  [/\| The secret[^|]*\| ([\d.]+)/, 'idle-cost', 'signing key'],
  [/\*\*Total\*\* \| \*\*([\d.]+)\*\*/, 'idle-cost', 'total'],
  [/costs about (\d+) USD a month/, 'idle-cost', 'total'],
])('%s', (pattern, bench, name) => {
  expectRounded(Number(pattern.exec(prose)?.[1]?.replaceAll(',', '')), figureOf(bench, name));
});

test.each([
  ['docs/local-stack.md', /A start then took ([\d.,]+) s/, 'start, warm'],
  ['docs/local-stack.md', /of the next call took ([\d.,]+) ms/, 'save to next call, 10 other tools'],
  ['docs/local-stack.md', /and ([\d.,]+) ms with 1,000 other tools/, 'save to next call, 1,000 other tools'],
  ['docs/try-and-test.md', /recorded response took ([\d.,]+) ms/, 'edit to result, try --watch'],
])('%s: %s', (page, pattern, name) => {
  const [, said = ''] = pattern.exec(read(page).replaceAll(/\s+/g, ' ')) ?? [];
  expectRounded(Number(said.replaceAll(',', '')), figureOf('loop', name));
});
