import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRICES } from '../../../bench/cost/prices.ts';
import type { BenchResult } from '../../../bench/support/result.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { readPage } from '../support/document.ts';

const page = readPage('operating/cost.md');
const prose = page.replaceAll(/\s+/g, ' ');

function medianOf(bench: string, name: string): number {
  const { figures }: BenchResult = JSON.parse(
    readFileSync(join(REPOSITORY_ROOT, `bench/results/${bench}.json`), 'utf8'),
  );
  const found = figures.find((figure) => figure.name === name);
  if (!found) throw new Error(`no figure ${name} in ${bench}`);
  return found.median;
}

/** The cells of a row after its name. */
function cellsOf(name: string): readonly string[] {
  const line = page.split('\n').find((each) => each.startsWith(`| ${name} `));
  return (
    line
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim()) ?? []
  );
}

test.each([
  ['Load balancer', 'load balancer'],
  ['Two public addresses of the load balancer', 'public addresses'],
  ['Interface endpoint in two zones', 'interface endpoint'],
  ['The secret that holds the signing key', 'signing key'],
])('%s costs what the bench computed', (row, name) => {
  expect(cellsOf(row)).toEqual([medianOf('idle-cost', name).toFixed(1)]);
});

test.each([
  ['Spillway', 'Spillway, a million calls', 'Spillway, a million lists'],
  ['CloudFront and a function URL', 'CloudFront, a million requests', 'CloudFront, a million requests'],
  ['Public REST API with streaming', 'public REST API, a million requests', 'public REST API, a million requests'],
  ['AgentCore Gateway', 'AgentCore Gateway, a million calls', 'AgentCore Gateway, a million calls'],
  [
    'AgentCore Gateway with policies',
    'AgentCore Gateway with policies, a million calls',
    'AgentCore Gateway, a million calls',
  ],
])('a million requests to %s cost what the bench computed', (row, calls, lists) => {
  const [, ...cells] = cellsOf(row);

  expect(cells).toEqual([calls, lists].map((name) => medianOf('endpoint-cost', name).toFixed(2)));
});

test('the figures of the text are those of the results', () => {
  const idle = medianOf('endpoint-cost', 'Spillway, idle for a month').toFixed(1);
  const lists = medianOf('endpoint-cost', 'break-even of lists with a public REST API').toFixed(1);
  const calls = medianOf('endpoint-cost', 'break-even of calls with AgentCore Gateway').toFixed(1);

  expect(prose).toContain(`An idle stage costs ${idle} USD a month`);
  expect(prose).toContain(`**${idle}**`);
  expect(cellsOf('Spillway')[0]).toBe(idle);
  expect(prose).toContain(`above ${lists} million lists a month`);
  expect(prose).toContain(`above ${calls} million calls`);
  expect(prose).toContain(
    `A million such requests cost ${medianOf('endpoint-cost', 'Spillway, a million lists').toFixed(2)} USD, instead of ` +
      `${medianOf('endpoint-cost', 'public REST API, a million requests').toFixed(2)} USD`,
  );
});

test('every price has a row with its source and the month in which it was read', () => {
  const rows = [...page.matchAll(/^\| ([\d.]+) +\| (.+?) +\| \[.+?\]\((.+?)\) +\| ([\d-]+) +\|$/gm)];

  expect(rows.map(([, usd, per, source, asOf]) => ({ usd: Number(usd), per, source, asOf }))).toEqual(
    Object.values(PRICES),
  );
});
