import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTemplate } from '../../lambda/expression/index.ts';
import { checkTexts } from '../../lambda/expression/publish.ts';
import { WorkBudget } from '../../lambda/work/index.ts';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';

const PAGES = ['README.md', ...filesOf('docs', /\.md$/), ...filesOf('examples', /\.(?:md|yaml)$/)].filter(
  (page) => !page.startsWith('docs/decisions/'),
);

function filesOf(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(join(REPOSITORY_ROOT, folder), { recursive: true })
    .map((file) => `${folder}/${String(file)}`)
    .filter((file) => pattern.test(file));
}

/** The expressions that stand as the result of a tool, in the documentation and the examples. */
const RESULTS = PAGES.flatMap((page) => {
  const text = readFileSync(join(REPOSITORY_ROOT, page), 'utf8');
  return [...text.matchAll(/\bresult: "(\{% .*? %\})"/g)].map(([, result = '']) => [page, result] as const);
});

const ITEM = {
  id: 1,
  number: 'A-1',
  total: 5,
  name: { common: 'Name' },
  country: { name: { common: 'Name' }, cca3: 'ABC' },
};

describe('results in the documentation', () => {
  test('are found', () => {
    expect(RESULTS.length).toBeGreaterThan(5);
  });

  test.each(RESULTS)('%s: %s loses no list', async (_page, result) => {
    const templates = { result: ['args', 'response'] } as const;

    expect((await checkTexts({ result }, { templates })).filter(({ severity }) => severity === 'warning')).toEqual([]);
  });

  test.each(RESULTS.filter(([, result]) => /^\{% \[.*\$response\.body\.items/.test(result)))(
    '%s: %s is a list of none, one and many',
    async (_page, result) => {
      for (const count of [0, 1, 3]) {
        const response = { status: 200, headers: {}, body: { items: Array.from({ length: count }, () => ITEM) } };

        const value = await compileTemplate(result, 'result')({ args: {}, response, work: new WorkBudget() });

        expect(value).toHaveLength(count);
      }
    },
  );
});
