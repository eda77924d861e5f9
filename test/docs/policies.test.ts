import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { KINDS } from '../../lambda/catalog/publish/check/kinds/index.ts';
import { readPolicyText } from '../../lambda/catalog/publish/policies/index.ts';
import { isJsonObject } from '../../lambda/json.ts';
import { NODES } from '../../lambda/policy/index.ts';
import { examplesOf, fencesOf, readPage } from './support/document.ts';

const page = readPage('policies.md');

/** Nodes that a reader does not write by these names. */
const UNNAMED = [
  'Value',
  'Var',
  'Set',
  'Record',
  'if-then-else',
  'neg',
  'toMilliseconds',
  'toSeconds',
  'toMinutes',
  'toDays',
];

describe('docs/policies.md', () => {
  test('has a row for every key of a policy, and for no other', () => {
    const [, section = ''] = /^## Write a policy\n(.*?)^## /ms.exec(page) ?? [];
    const rows = [...section.matchAll(/^\| `(\w+)` +\|/gm)].map(([, key = '']) => key);
    const { properties } = KINDS.Policy.schema;
    expect(rows).toEqual(Object.keys(isJsonObject(properties) ? properties : {}).filter((key) => key !== 'kind'));
  });

  test('shows a policy of the example', () => {
    const [example] = examplesOf(page, ['Policy']);
    const file = readFileSync(new URL('../../examples/refunds/policies.yaml', import.meta.url), 'utf8');
    const documents = parseAllDocuments(file).map((document) => document.toJS());
    expect(documents).toContainEqual(parse(example?.yaml ?? ''));
  });

  test('names every operator', () => {
    const [, section = ''] = /^## The language\n(.*?)^## /ms.exec(page) ?? [];
    const named = Object.keys(NODES).filter((node) => !UNNAMED.includes(node));
    expect(named.filter((node) => !section.replaceAll('\\', '').includes(node))).toEqual([]);
  });

  test('shows conditions that are accepted', async () => {
    const conditions = fencesOf(page)
      .filter(({ kind }) => kind === 'cedar')
      .flatMap(({ content }) => content.split('\n'));
    expect(conditions.length).toBeGreaterThan(2);
    for (const condition of conditions) {
      const { faults } = await readPolicyText(`permit (principal, action, resource) when { ${condition} };`);
      expect({ condition, faults }).toEqual({ condition, faults: [] });
    }
  });
});
