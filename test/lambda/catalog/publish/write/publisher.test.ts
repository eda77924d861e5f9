import { type CatalogDocument, createCatalogReader, type ToolDocument } from '../../../../../lambda/catalog/index.ts';
import { parseLists } from '../../../../../lambda/catalog/items/index.ts';
import { listDocuments, listServers, PublishConflict, publish } from '../../../../../lambda/catalog/publish/index.ts';
import type { Item } from '../../../../../lambda/table/index.ts';
import { serverDocument, toolDocument } from '../../../../support/documents.ts';
import { createMemoryTable, type MemoryTable } from '../../../../support/memory-table.ts';
import { asDocuments } from '../../../../support/prepare.ts';
import { holding } from '../../../../support/visibility.ts';

function prepare() {
  const table = createMemoryTable();
  const apply = (documents: readonly CatalogDocument[], prune = false) =>
    publish(table, { server: 'orders', documents, prune });
  return { table, apply };
}

/** All tools as a fresh reader sees them. */
async function shown(
  table: MemoryTable,
  scopes: readonly string[] = [],
): Promise<{ names: string[]; pages: number[] }> {
  const reader = createCatalogReader({
    table,
    prepare: asDocuments,
    refreshSeconds: 5,
    staleSeconds: 60,
    cacheEntries: 1,
    now: () => 0,
  });
  const view = await reader.server('orders');
  if (!view) return { names: [], pages: [] };
  const names: string[] = [];
  const pages: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await reader.page(view, 'tools', cursor, holding(...scopes));
    names.push(...JSON.parse(`[${page.items}]`).map(({ name }: ToolDocument) => name));
    pages.push(Buffer.byteLength(page.escapedItems ?? ''));
    cursor = page.nextCursor;
  } while (cursor);
  return { names, pages };
}

const outcomesOf = ({ documents }: Awaited<ReturnType<typeof publish>>) =>
  Object.fromEntries(documents.map(({ name, outcome }) => [name, outcome]));

const manyTools = (count: number, more: Partial<ToolDocument> = {}) =>
  Array.from({ length: count }, (_, index) => toolDocument(`t${String(index * 10).padStart(7, '0')}`, more));

function indexAt(table: MemoryTable, version: number): Item {
  const item = table.items.get(`L#orders\nv#${String(version).padStart(12, '0')}`);
  if (!item) throw new Error(`no index at ${version}`);
  return item;
}

describe('what a publish does', () => {
  test('tells per document what happened, and numbers versions from 1', async () => {
    const { apply } = prepare();
    const first = await apply([serverDocument({ title: 'Orders' }), toolDocument('a'), toolDocument('b')]);
    expect(first).toMatchObject({ version: 1, published: true });
    expect(outcomesOf(first)).toEqual({ orders: 'created', a: 'created', b: 'created' });

    const second = await apply([toolDocument('a'), toolDocument('b', { title: 'B' }), toolDocument('c')]);
    expect(second).toMatchObject({ version: 2, published: true });
    expect(outcomesOf(second)).toEqual({ a: 'unchanged', b: 'updated', c: 'created' });
  });

  test('without a change it publishes nothing and takes no number', async () => {
    const { table, apply } = prepare();
    await apply([serverDocument(), toolDocument('a')]);
    const before = new Map(table.items);
    const again = await apply([serverDocument(), toolDocument('a')], true);
    expect(again).toMatchObject({ version: 1, published: false });
    expect(table.items).toEqual(before);
  });

  test('the order of keys is no change', async () => {
    const { apply } = prepare();
    const tool = toolDocument('a');
    await apply([tool]);
    const reordered = Object.fromEntries(Object.entries(tool).reverse()) as unknown as ToolDocument;
    expect(await apply([reordered])).toMatchObject({ published: false });
  });

  test('prune deletes what is not named, the Server document included', async () => {
    const { table, apply } = prepare();
    await apply([serverDocument({ title: 'Orders' }), toolDocument('a'), toolDocument('b', { scopes: ['x'] })]);
    const pruned = await apply([toolDocument('a')], true);
    expect(outcomesOf(pruned)).toEqual({ orders: 'deleted', a: 'unchanged', b: 'deleted' });
    expect((await shown(table, ['x'])).names).toEqual(['a']);
    expect(await listServers(table)).toEqual([
      { server: 'orders', version: 2, title: undefined, counts: { tools: 1, prompts: 0, resources: 0, templates: 0 } },
    ]);
  });

  test('a deleted tool can come back', async () => {
    const { table, apply } = prepare();
    await apply([toolDocument('a'), toolDocument('b')]);
    await apply([toolDocument('b')], true);
    expect(outcomesOf(await apply([toolDocument('a')]))).toEqual({ a: 'created' });
    expect((await shown(table)).names).toEqual(['a', 'b']);
  });

  test('a tool that changes its scopes moves to another group', async () => {
    const { table, apply } = prepare();
    await apply([toolDocument('a'), toolDocument('b')]);
    await apply([toolDocument('b', { scopes: ['read'] })]);
    expect((await shown(table)).names).toEqual(['a']);
    expect((await shown(table, ['read'])).names).toEqual(['a', 'b']);
    await apply([toolDocument('b')]);
    expect((await shown(table)).names).toEqual(['a', 'b']);
  });

  test('an overview names servers and tools, scoped ones too', async () => {
    const { table, apply } = prepare();
    expect(await listServers(table)).toEqual([]);
    expect(await listDocuments(table, 'orders')).toBeUndefined();
    await apply([toolDocument('b', { title: 'B' }), toolDocument('a', { scopes: ['read'] })]);
    expect(await listDocuments(table, 'orders')).toEqual([
      { list: 'tools', id: 'a', title: undefined, description: 'What a does', scopes: ['read'] },
      { list: 'tools', id: 'b', title: 'B', description: 'What b does', scopes: [] },
    ]);
  });
});

describe('list pages', () => {
  test('hold 1,000 tools at most', async () => {
    const { table, apply } = prepare();
    await apply(manyTools(1_000));
    expect((await shown(table)).pages).toHaveLength(1);
    await apply([toolDocument('zzz')]);
    const { names, pages } = await shown(table);
    expect(names).toHaveLength(1_001);
    expect(pages).toHaveLength(2);
  });

  test('keep the whole escaped answer below 700 KB, also where escaping doubles the text', async () => {
    const { table, apply } = prepare();
    await apply(manyTools(60, { description: '"\\é😀\n'.repeat(3_000) }));
    const { names, pages } = await shown(table);
    expect(names).toHaveLength(60);
    expect(Math.max(...pages)).toBeLessThan(695_000);
    const largest = Math.max(
      ...[...table.items.values()].map((item) => Buffer.byteLength(JSON.stringify(item.text ?? ''))),
    );
    expect(largest).toBeLessThan(800_000);
  });

  test('an insertion rewrites the page it falls on, and refers to the others', async () => {
    const { table, apply } = prepare();
    await apply(manyTools(10_000));
    const before = parseLists(indexAt(table, 1)).tools[0]?.pages ?? [];
    table.reads.length = 0;
    const size = table.items.size;

    await apply([toolDocument('t0000005')]);

    const after = parseLists(indexAt(table, 2)).tools[0]?.pages ?? [];
    expect(after.filter(({ at }) => at === 2)).toHaveLength(1);
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(table.items.size - size).toBeLessThan(8);
    expect(table.reads.length).toBeLessThan(8);
    expect((await shown(table)).names).toHaveLength(10_001);
  });

  test('a page that is left empty is dropped', async () => {
    const { table, apply } = prepare();
    const tools = manyTools(3_000);
    await apply(tools);
    const count = parseLists(indexAt(table, 1)).tools[0]?.pages.length ?? 0;
    await apply(tools.slice(1_500), true);
    expect(parseLists(indexAt(table, 2)).tools[0]?.pages.length).toBe(count / 2);
    expect((await shown(table)).names).toHaveLength(1_500);
  });

  test('small groups share one answer', async () => {
    const { table, apply } = prepare();
    await apply([toolDocument('a'), toolDocument('b', { scopes: ['x'] }), toolDocument('c', { scopes: ['y'] })]);
    expect(await shown(table, ['x', 'y'])).toMatchObject({ names: ['a', 'b', 'c'], pages: [expect.any(Number)] });
  });
});

describe('when things go wrong', () => {
  test('of two publishers with one base the second is told, and wins when it runs again', async () => {
    const { table, apply } = prepare();
    await apply([toolDocument('a')]);
    const update = table.update;
    table.update = async (key, change) => {
      table.update = update;
      await apply([toolDocument('a', { title: 'theirs' })]);
      return update(key, change);
    };
    await expect(apply([toolDocument('a', { title: 'ours' })])).rejects.toThrow(PublishConflict);
    expect(await apply([toolDocument('a', { title: 'ours' })])).toMatchObject({ published: true, version: 4 });
  });

  test('an answer that got lost is no conflict', async () => {
    const { table, apply } = prepare();
    const update = table.update;
    table.update = async (key, change) => {
      if (change.expect) await update(key, change); // the first try got through, and the client tries again
      return update(key, change);
    };
    expect(await apply([toolDocument('a')])).toMatchObject({ published: true, version: 1 });
  });

  test('a head never carries more than 100 aborted intervals, and still shows the right documents', async () => {
    const { table, apply } = prepare();
    await apply([toolDocument('keep'), toolDocument('scoped', { scopes: ['x'] })]);
    let longest = 0;
    for (let round = 0; round < 103; round += 1) {
      await table.update({ pk: 'S#orders', sk: 'head' }, { add: { next: 1 } });
      await apply([toolDocument('a', { title: `round ${round}` })]);
      longest = Math.max(longest, JSON.parse(String(table.items.get('S#orders\nhead')?.aborted)).length);
    }
    expect(longest).toBe(100);
    expect(JSON.parse(String(table.items.get('S#orders\nhead')?.aborted))).toHaveLength(2);
    // A publisher that began before the rewrite writes a tool late; that tool was never published.
    await table.putAll([{ pk: 'T#orders#ghost', sk: 'v#000000000002', body: JSON.stringify(toolDocument('ghost')) }]);
    const options = { table, prepare: asDocuments, refreshSeconds: 5, staleSeconds: 60 };
    const reader = createCatalogReader({ ...options, cacheEntries: 9, now: () => 0 });
    const view = await reader.server('orders');
    const titleOf = async (name: string) => {
      const tool = view && (await reader.tool(view, name));
      return tool && (tool.title ?? tool.name);
    };
    const titles = await Promise.all(['keep', 'scoped', 'a', 'ghost'].map(titleOf));
    expect(titles).toEqual(['keep', 'scoped', 'round 102', undefined]);
  });
});
