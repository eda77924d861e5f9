import { AFTER_GROUPS } from '../../../bin/cli/doctor/after/index.ts';
import { BEFORE_CHECKS } from '../../../bin/cli/doctor/before/index.ts';
import { ALL_CHECKS } from '../../../bin/cli/doctor/index.ts';
import { readPage } from '../support/document.ts';

const page = readPage('first-deploy.md');
const [, checks = '', risks = ''] = page.split(/\n## (?:What doctor checks|What can go wrong.*)\n/);

/** The rows of the tables in a text, without their heads: the cells of each. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const isRow = (line: string) => line.startsWith('|') && !line.startsWith('| --');
  return lines
    .filter((line, index) => isRow(line) && !lines[index + 1]?.startsWith('| --'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The section below a heading of the third level. */
const below = (heading: string) => checks.split(`\n### ${heading}\n`)[1]?.split('\n### ')[0] ?? '';
const idsOf = (section: string) => rowsOf(section).map(([cell = '']) => cell.replaceAll('`', ''));
const sorted = (ids: readonly string[]) => [...ids].sort();

test('every check before a deployment has its line, and every line its check', () => {
  expect(sorted(idsOf(below('Before a deployment')))).toEqual(sorted(BEFORE_CHECKS.map(({ id }) => id)));
});

test('every check of a running stage has its line, and every line its check', () => {
  expect(idsOf(below('A running stage'))).toEqual(AFTER_GROUPS.flatMap(({ checks: each }) => each.map(({ id }) => id)));
});

test.each(rowsOf(risks))('"%s" has a line of doctor, a test, a refusal or a page', (_, settled = '') => {
  const ids = new Set(ALL_CHECKS.map(({ id }) => id));
  const named = [...settled.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);

  // Links are checked for all pages together.
  expect(named.some((name) => ids.has(name)) || /\]\(\S+\)/.test(settled)).toBe(true);
});

test('packages are installed before the first command that needs them', () => {
  const steps = [
    '\n   npm ci\n',
    'npx cdk bootstrap',
    'npm run synth',
    'doctor --stage prod --before',
    'npm run deploy',
  ];

  const places = steps.map((step) => page.indexOf(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('the permissions of doctor are those of its own page', () => {
  const policies = (text: string) => new Set([...text.matchAll(/\]\(iam\/([a-z-]+\.json)\)/g)].map(([, name]) => name));

  expect(policies(page)).toEqual(policies(readPage('doctor.md')));
});
