import { KINDS } from '../../lambda/catalog/publish/check/kinds/index.ts';
import { isJsonObject } from '../../lambda/json.ts';
import { readPage } from './support/document.ts';
import { exchangesOf } from './support/exchanges.ts';
import { answersAsItSays } from './support/published.ts';

const page = readPage('prompts-and-resources.md');
const exchanges = exchangesOf(page);

describe('docs/prompts-and-resources.md', () => {
  answersAsItSays(page);

  test('shows requests of every kind', () => {
    expect(new Set(exchanges.map(({ request }) => request.method))).toEqual(
      new Set(['prompts/get', 'resources/read', 'completion/complete', 'tools/call']),
    );
  });

  test.each([
    ['Prompt', 'Prompts'],
    ['Resource', 'Resources'],
  ] as const)('has a row for every key of a %s', (kind, heading) => {
    const [, section = ''] = new RegExp(`^## ${heading}\n(.*?)(?=^## )`, 'ms').exec(page) ?? [];
    const rows = [...section.matchAll(/^\| (`[^|]*?) *\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, key = '']) => key),
    );
    const { properties } = KINDS[kind].schema;
    const keys = Object.keys(isJsonObject(properties) ? properties : {});
    expect(keys.filter((key) => !rows.includes(key) && key !== 'kind' && key !== 'server')).toEqual([]);
  });
});
