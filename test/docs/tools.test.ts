import { parse } from 'yaml';
import { KINDS } from '../../lambda/catalog/publish/check/kinds/index.ts';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { examplesOf, readPage } from './support/document.ts';
import { keysOf, keysUsed } from './support/keys.ts';
import { answersAsItSays } from './support/published.ts';

const page = readPage('tools.md');

/** Documents here and on the page that this one leads to. */
const documents = [page, readPage('prompts-and-resources.md')].flatMap((markdown) =>
  examplesOf(markdown, ['Server', 'Tool']).map(({ yaml }): JsonObject => parse(yaml)),
);

/** The keys of a kind that hold a value, but for what is the same everywhere. */
function keysOfKind(kind: 'Server' | 'Tool'): readonly string[] {
  const keys = keysOf(KINDS[kind].schema).filter((key) => key !== 'kind' && key !== 'target.type');
  return keys.filter((key) => !key.includes('[]') && !keys.some((other) => other.startsWith(`${key}.`)));
}

/** The keys in the first cells of a section's tables. */
function rowsOf(heading: string): readonly string[] {
  const [, section = ''] = new RegExp(`^#+ ${heading}\n(.*?)(?=^#|(?![\\s\\S]))`, 'ms').exec(page) ?? [];
  return [...section.matchAll(/^\| (`[^|]*?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(.+?)`/g)].map(([, key = '']) => key),
  );
}

describe('docs/tools.md', () => {
  answersAsItSays(page);

  describe.each(['Server', 'Tool'] as const)('of a %s', (kind) => {
    test('has a row for every key, and for no other', () => {
      expect([...rowsOf(kind)].sort()).toEqual([...keysOfKind(kind)].sort());
    });

    test('and the page on questions use every key in an example', () => {
      const { schema } = KINDS[kind];
      const used = new Set(
        documents.filter((document) => document.kind === kind).flatMap((document) => keysUsed(document, schema)),
      );
      expect(keysOfKind(kind).filter((key) => !used.has(key))).toEqual([]);
    });
  });

  test('has a row for every key of an icon', () => {
    const icons = keysOf(KINDS.Tool.schema).filter((key) => key.startsWith('icons[]'));
    expect([...rowsOf('Icons')].sort()).toEqual([...icons].sort());
  });

  test('says the bounds that the schemas have', () => {
    const { properties } = KINDS.Tool.schema;
    const limits = isJsonObject(properties) && isJsonObject(properties.limits) ? properties.limits.properties : {};
    for (const [name, bound] of Object.entries(isJsonObject(limits) ? limits : {})) {
      const { minimum, maximum } = isJsonObject(bound) ? bound : {};
      const range = `${minimum} to ${Number(maximum).toLocaleString('en-US')}`;
      expect(page).toMatch(new RegExp(`\`limits.${name}\` +\\| ${range} +\\|`));
    }
  });
});
