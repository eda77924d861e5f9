import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCatalogReader, type ListName, type ServerView, type Sight } from '../../../lambda/catalog/index.ts';
import { listDocuments, publish } from '../../../lambda/catalog/publish/index.ts';
import type { Item } from '../../../lambda/table/index.ts';
import { promptDocument, resourceDocument, serverDocument, toolDocument } from '../../support/documents.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { asDocuments } from '../../support/prepare.ts';
import { holding } from '../../support/visibility.ts';

/*
 * A table written by the release before prompts and resources: a Server document, tool `a` at its third version, tool `b` with
 * the scope `read`, tool `c` deleted, and the items of a publisher that lost. Every later release must read it.
 */
const ITEMS: readonly Item[] = JSON.parse(readFileSync(join(import.meta.dirname, 'earlier-release.json'), 'utf8'));
const SERVER = serverDocument({ title: 'Orders', version: '2.0.0', instructions: 'Ask.', hosts: ['api.example.com'] });
const DOCUMENTS = [SERVER, toolDocument('a', { title: 'A' }), toolDocument('b', { scopes: ['read'] })];
const READ = holding('read');

async function prepare() {
  const table = createMemoryTable();
  await table.putAll(ITEMS);
  const open = async () => {
    const options = {
      table,
      prepare: asDocuments,
      refreshSeconds: 5,
      staleSeconds: 60,
      cacheEntries: 100,
      now: () => 0,
    };
    const reader = createCatalogReader(options);
    const view = await reader.server('orders');
    if (!view) throw new Error('no server');
    const listed = async (list: ListName, sight: Sight = READ) =>
      JSON.parse(`[${(await reader.page(view, list, undefined, sight)).items}]`).map(({ name }: ServerName) => name);
    return { reader, view, listed };
  };
  const apply = (documents: Parameters<typeof publish>[1]['documents'], prune = false) =>
    publish(table, { server: 'orders', documents, prune });
  return { table, open, apply };
}

type ServerName = Pick<ServerView['info'], 'name'>;

test('an earlier catalogue is read as it was published', async () => {
  const { open } = await prepare();
  const { reader, view, listed } = await open();
  expect(view).toMatchObject({ version: 3, info: { name: 'orders', version: '2.0.0', title: 'Orders' } });
  expect(await reader.details(view)).toEqual({ instructions: 'Ask.', hosts: ['api.example.com'] });
  expect(await reader.tool(view, 'a')).toEqual(DOCUMENTS[1]);
  expect(await reader.tool(view, 'b')).toEqual(DOCUMENTS[2]);
  expect(await reader.tool(view, 'c')).toBeUndefined();
  expect([await listed('tools'), await listed('tools', holding())]).toEqual([['a', 'b'], ['a']]);
  for (const list of ['prompts', 'resources', 'templates'] as const) expect(await listed(list)).toEqual([]);
  expect([await reader.prompt(view, 'a'), await reader.resource(view, 'x://a', READ)]).toEqual([undefined, undefined]);
});

test('the same documents published again are no change', async () => {
  const { table, apply } = await prepare();
  expect(await apply(DOCUMENTS, true)).toMatchObject({ published: false, version: 3 });
  expect(table.items.size).toBe(ITEMS.length);
});

test('other kinds are published over it, and what was there stays', async () => {
  const { table, open, apply } = await prepare();
  await apply([promptDocument('p'), resourceDocument('x://a', { name: 'r' })]);
  const { reader, view, listed } = await open();
  expect([await listed('tools'), await listed('prompts'), await listed('resources')]).toEqual([
    ['a', 'b'],
    ['p'],
    ['r'],
  ]);
  expect(await reader.tool(view, 'a')).toEqual(DOCUMENTS[1]);
  expect((await listDocuments(table, 'orders'))?.map(({ id }) => id)).toEqual(['a', 'b', 'p', 'x://a']);

  await apply([promptDocument('p')], true);
  expect((await listDocuments(table, 'orders'))?.map(({ id }) => id)).toEqual(['p']);
});
