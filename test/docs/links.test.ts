import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';

/** Every page that people read. */
const PAGES = [
  ...readdirSync(REPOSITORY_ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(REPOSITORY_ROOT, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md')),
  'client/README.md',
  'examples/agent/README.md',
  'examples/countries/README.md',
  'toolkit/README.md',
].sort();

const read = (page: string) => readFileSync(join(REPOSITORY_ROOT, page), 'utf8');

/** Where links and pictures of a page lead, but for those into the world. */
function linksOf(page: string): readonly string[] {
  return [...read(page).matchAll(/(?:\]\(|src=")([^)"\s]+)[)"]/g)]
    .map(([, to = '']) => to)
    .filter((to) => !/^[a-z]+:/.test(to));
}

/** What a heading is called in a link: GitHub's rule. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link, if anything. */
function faultOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(REPOSITORY_ROOT, join(REPOSITORY_ROOT, dirname(page), path));
  if (!existsSync(join(REPOSITORY_ROOT, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || statSync(join(REPOSITORY_ROOT, target)).isDirectory()) return undefined;
  return anchorsOf(target).includes(anchor) ? undefined : `${link}: ${target} has no heading of that name`;
}

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  expect(linksOf(page).flatMap((link) => faultOf(page, link) ?? [])).toEqual([]);
});

test('docs/README.md leads to every page', () => {
  const linked = linksOf('docs/README.md').map((link) => join('docs', link));
  const pages = PAGES.filter((page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/'));
  expect(pages).toContain('docs/targets/http.md');
  expect(pages.filter((page) => page !== 'docs/README.md' && !linked.includes(page))).toEqual([]);
});
