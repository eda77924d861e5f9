import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { edgeRules } from '../../lib/constructs/edge/rules.ts';
import { FUNCTIONS } from '../../lib/functions/index.ts';
import { readPage } from './support/document.ts';

const page = readPage('architecture.md');

function foldersOf(folder: string): readonly string[] {
  return readdirSync(join(REPOSITORY_ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}/`);
}

describe('docs/architecture.md', () => {
  test('lists the rules of the load balancer in their order', () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| .*? +\| (.*?) +\|$/gm)].map(([, priority, action]) => ({
      priority: Number(priority),
      action,
    }));

    expect(rows).toEqual(
      edgeRules(FUNCTIONS, []).map(({ priority, action }) => ({
        priority,
        action: action.kind === 'forward' ? `Forward to \`${action.to}\`` : `Respond with ${action.statusCode}`,
      })),
    );
  });

  test('and docs/errors.md name files and folders that exist', () => {
    const paths = [page, readPage('errors.md')].flatMap((markdown) =>
      [...markdown.matchAll(/`((?:lambda|lib|local|bin|client|toolkit)\/[\w./-]*)`/g)].map(([, path = '']) => path),
    );

    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(join(REPOSITORY_ROOT, path)))).toEqual([]);
  });

  test.each(['lambda', 'lambda/protocol'])('names every folder of %s', (folder) => {
    const folders = foldersOf(folder);

    expect(folders.length).toBeGreaterThan(5);
    expect(folders.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
