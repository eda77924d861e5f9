import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { type Results, renderResults } from './results.ts';

export const PAGE = join(REPOSITORY_ROOT, 'docs/clients.md');

const BEGIN = '<!-- results: `npm run clients` writes this part -->';
const END = '<!-- end of results -->';

const RESULTS = new URL('./results.json', import.meta.url);

export const RESULTS_FILE = RESULTS;

/** The committed results. */
export function readResults(): Results {
  return JSON.parse(readFileSync(RESULTS, 'utf8'));
}

/**
 * The page with these results between its markers.
 *
 * @throws when the page lacks a marker
 */
export function withResults(page: string, results: Results): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/clients.md needs the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${renderResults(results)}\n\n${page.slice(end)}`;
}
