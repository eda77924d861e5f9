import { readFileSync } from 'node:fs';
import { PAGE, readResults, withResults } from '../e2e/clients/page.ts';
import { STEPS } from '../e2e/clients/steps.ts';
import { CLIENTS } from '../e2e/clients/versions.ts';

const page = readFileSync(PAGE, 'utf8');

describe('docs/clients.md', () => {
  test('shows the committed results', () => {
    expect(page).toBe(withResults(page, readResults()));
  });

  test('has a row for every client', () => {
    expect(readResults().clients.map(({ name, title }) => ({ name, title }))).toEqual(
      CLIENTS.map(({ name, title }) => ({ name, title })),
    );
  });

  test('explains every column', () => {
    expect(STEPS.filter((step) => !page.includes(`| \`${step}\``))).toEqual([]);
  });
});
