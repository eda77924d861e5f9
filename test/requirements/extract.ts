import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from '../requirements.ts';
import { normativeSentences } from './specification/sentences.ts';
import type { Revision } from './types.ts';

/**
 * Compares the list of requirements with the specification, and tells what is missing in the list and what is no longer in the
 * specification. Ends with 1 where there is either.
 *
 *   node test/requirements/extract.ts <specification> <ext-tasks>
 *
 * Both are working copies: of github.com/modelcontextprotocol/modelcontextprotocol and of
 * github.com/modelcontextprotocol/ext-tasks. Run it when either has changed.
 *
 * Of an earlier revision only those sentences count that no later one has, word for word.
 */
const REVISIONS: readonly Exclude<Revision, 'ext-tasks'>[] = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'];

/** Pages that say again what others say: of the schema, whose shapes the official suite holds every answer to, and of history. */
const REPEATING = new Set(['schema', 'changelog', 'deprecated']);

interface Found {
  readonly page: string;
  readonly section: string;
  readonly sentence: string;
}

function main(specification: string | undefined, tasks: string | undefined): void {
  if (specification === undefined || tasks === undefined) {
    throw new Error('usage: node test/requirements/extract.ts <specification> <ext-tasks>');
  }
  const later = new Set<string>();
  let wrong = 0;
  for (const revision of REVISIONS) {
    const all = sentencesBelow(join(specification, 'docs/specification', revision));
    wrong += compare(
      revision,
      all.filter(({ sentence }) => !later.has(sentence)),
    );
    for (const { sentence } of all) later.add(sentence);
  }
  wrong += compare('ext-tasks', sentencesBelow(join(tasks, 'specification')));
  console.log(wrong === 0 ? 'The list is the specification’s.' : `${wrong} sentences differ.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

function sentencesBelow(directory: string): readonly Found[] {
  if (!existsSync(directory)) throw new Error(`${directory} is not there`);
  const files = globSync('**/*.{md,mdx}', { cwd: directory }).sort();
  const known = files.map((file) => ({ file, page: file.replace(/\.mdx?$/, '') }));
  return known
    .filter(({ page }) => !REPEATING.has(page))
    .flatMap(({ file, page }) =>
      normativeSentences(readFileSync(join(directory, file), 'utf8')).map((found) => ({ page, ...found })),
    );
}

/** Tells the differences. @returns how many there are */
function compare(revision: Revision, found: readonly Found[]): number {
  const listed = pages
    .filter((page) => page.revision === revision)
    .flatMap(({ page, requirements }) => requirements.map(({ section, sentence }) => ({ page, section, sentence })));
  const missing = without(found, listed);
  const gone = without(listed, found);
  for (const one of missing) console.log(`missing  ${revision} ${lineOf(one)}`);
  for (const one of gone) console.log(`gone     ${revision} ${lineOf(one)}`);
  return missing.length + gone.length;
}

function without(all: readonly Found[], others: readonly Found[]): readonly Found[] {
  const known = new Set(others.map(lineOf));
  return all.filter((one) => !known.has(lineOf(one)));
}

function lineOf({ page, section, sentence }: Found): string {
  return `${page}#${section}: ${sentence}`;
}

main(process.argv[2], process.argv[3]);
