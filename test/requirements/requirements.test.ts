import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { planRuns, readListed } from '../conformance/plan.ts';
import { pages } from '../requirements.ts';
import { problemsOf, tally } from './check.ts';
import type { Page, Requirement } from './types.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('every sentence of the specification is covered by tests that exist, or has a reason why not', async () => {
  const source = readFileSync(
    createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js'),
    'utf8',
  );
  const { batches } = planRuns(await readListed());
  const scenarios = new Set(batches.flatMap((batch) => batch.scenarios));
  expect(problemsOf(pages, ROOT, { scenarios, source })).toEqual([]);
});

test('no page is listed twice', () => {
  const names = pages.map(({ revision, page }) => `${revision} ${page}`);
  expect(new Set(names).size).toBe(names.length);
});

afterAll(() => process.stdout.write(`\n${summary()}\n`));

function summary(): string {
  const groups = [...Map.groupBy(pages, ({ revision }: Page) => revision)];
  const lines = groups.flatMap(([revision, of]) =>
    tally(of.flatMap(({ requirements }) => requirements)).map(
      ({ level, covered, notApplicable, declined }) =>
        `${revision.padEnd(10)}  ${level.padEnd(6)}  ${covered} covered, ${notApplicable} not ours, ${declined} declined`,
    ),
  );
  const requirements: readonly Requirement[] = pages.flatMap((page) => page.requirements);
  const declined = requirements.flatMap((one) => ('declined' in one ? [`declined ${one.id}: ${one.declined}`] : []));
  const notes = requirements.flatMap((one) => ('note' in one ? [`noted    ${one.id}: ${one.note}`] : []));
  return [...lines, ...declined, ...notes].join('\n');
}
