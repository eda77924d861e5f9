import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../../../lib/bundle.ts';

/** The text below a heading of docs/stages.md. */
export function sectionOf(heading: string): string {
  const page = readFileSync(join(REPOSITORY_ROOT, 'docs', 'stages.md'), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/stages.md: expected the heading ${heading}`);
  return section;
}
