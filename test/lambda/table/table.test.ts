import { createCatalogReader, openTableReader } from '../../../lambda/catalog/index.ts';
import { openTable, publish } from '../../../lambda/catalog/publish/index.ts';
import { ConditionFailed, type Table, type TableReader } from '../../../lambda/table/index.ts';
import { toolDocument } from '../../support/documents.ts';
import type { StartedTable } from '../../support/dynalite.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { asDocuments } from '../../support/prepare.ts';
import { tableKinds, withTable } from '../../support/table-kinds.ts';
import { holding } from '../../support/visibility.ts';

/** The contract of every implementation of the table. */
interface Opened {
  readonly table: Table;
  readonly reader: TableReader;
  close(): Promise<void>;
}

function openMemory(): Opened {
  const table = createMemoryTable();
  return { table, reader: table, close: async () => {} };
}

function openStarted(started: StartedTable): Opened {
  const table = openTable(started);
  return { table, reader: openTableReader(started), close: async () => table.close() };
}

describe.each(tableKinds({ memory: openMemory, started: openStarted }))('the table: $name', (kind) => {
  let opened: Opened;
  const check = withTable(kind, (subject) => {
    opened = subject;
  });

  check('an item that was put is read back; one that was not is undefined', async () => {
    const item = { pk: 'get', sk: 'a', text: 'é😀"\\', number: 12 };
    await opened.table.putAll([item]);
    expect(await opened.reader.get({ pk: 'get', sk: 'a' })).toEqual(item);
    expect(await opened.reader.get({ pk: 'get', sk: 'b' })).toBeUndefined();
  });

  check('a query keeps order, bounds and limit', async () => {
    await opened.table.putAll(['a', 'b', 'c', 'd'].map((sk) => ({ pk: 'query', sk })));
    const keys = async (range: object) =>
      (await opened.reader.query({ pk: 'query', ...range })).map(({ sk }) => sk).join('');
    expect(await keys({})).toBe('abcd');
    expect(await keys({ descending: true, limit: 1 })).toBe('d');
    expect(await keys({ to: 'c', descending: true, limit: 2 })).toBe('cb');
    expect(await keys({ from: 'b', to: 'c' })).toBe('bc');
    expect(await keys({ from: 'c' })).toBe('cd');
    expect(await keys({ from: 'x' })).toBe('');
  });

  check('more than one batch and more than one megabyte come back whole', async () => {
    const text = 'x'.repeat(100_000);
    const items = Array.from({ length: 30 }, (_, index) => ({ pk: 'bulk', sk: String(index).padStart(3, '0'), text }));
    await opened.table.putAll(items);
    expect(await opened.reader.query({ pk: 'bulk' })).toEqual(items);
  });

  check('items are removed, many at once too, and a scan finds the keys of all others', async () => {
    const items = Array.from({ length: 60 }, (_, index) => ({ pk: 'remove', sk: `v#${100 + index}`, body: 'x' }));
    await opened.table.putAll([...items, { pk: 'remove', sk: 'v#999', tombstone: 1 }]);
    await opened.table.removeAll([...items.slice(1), { pk: 'remove', sk: 'absent' }]);

    expect((await opened.reader.query({ pk: 'remove' })).map(({ sk }) => sk)).toEqual(['v#100', 'v#999']);
    const scanned = (await opened.table.scanKeys()).filter(({ pk }) => pk === 'remove');
    expect(scanned.toSorted((a, b) => (a.sk < b.sk ? -1 : 1))).toEqual([
      { pk: 'remove', sk: 'v#100' },
      { pk: 'remove', sk: 'v#999', tombstone: 1 },
    ]);
  });

  check('an update adds, sets, sets once, and answers with the item', async () => {
    const key = { pk: 'update', sk: 'a' };
    const update = { add: { next: 1 }, set: { text: 'one' }, setOnce: { born: 'first' } };
    expect(await opened.table.update(key, update)).toEqual({ ...key, next: 1, text: 'one', born: 'first' });
    const again = { add: { next: 1 }, setOnce: { born: 'second' } };
    expect(await opened.table.update(key, again)).toEqual({ ...key, next: 2, text: 'one', born: 'first' });
  });

  check('an update whose expectation fails changes nothing', async () => {
    const key = { pk: 'expect', sk: 'a' };
    await opened.table.update(key, { set: { active: 1 }, expect: { active: undefined } });
    await expect(opened.table.update(key, { set: { active: 9 }, expect: { active: undefined } })).rejects.toThrow(
      ConditionFailed,
    );
    await expect(opened.table.update(key, { set: { active: 9 }, expect: { active: 2 } })).rejects.toThrow(
      ConditionFailed,
    );
    expect(await opened.reader.get(key)).toEqual({ ...key, active: 1 });
    expect(await opened.table.update(key, { set: { active: 2 }, expect: { active: 1 } })).toMatchObject({ active: 2 });
  });

  check('a catalogue is published, read, changed and read again', async () => {
    const now = { ms: 1_000_000 };
    const reader = createCatalogReader({
      table: opened.reader,
      prepare: asDocuments,
      refreshSeconds: 5,
      staleSeconds: 60,
      cacheEntries: 10,
      now: () => now.ms,
    });
    const call = async (name: string) => {
      const view = await reader.server('orders');
      return view && (await reader.tool(view, name))?.description;
    };
    const long = 'é😀"'.repeat(40_000);
    const tools = ['a', 'b', 'c'].map((name) => toolDocument(name, { description: long + name }));
    await publish(opened.table, { server: 'orders', documents: tools, prune: false });
    expect(await call('b')).toBe(`${long}b`);

    await publish(opened.table, { server: 'orders', documents: [toolDocument('b')], prune: true });
    now.ms += 5_000;
    expect(await call('b')).toBe('What b does');
    expect(await call('a')).toBeUndefined();
    const view = await reader.server('orders');
    const page = view && (await reader.page(view, 'tools', undefined, holding()));
    expect(JSON.parse(`[${page?.items}]`)).toEqual([expect.objectContaining({ name: 'b' })]);
  });
});
