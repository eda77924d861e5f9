import {
  addDenyEntry,
  DenyListConflict,
  DenyListFull,
  readDenyEntries,
  removeDenyEntries,
} from '../../../../../lambda/auth/deny-list/manage/index.ts';
import { openTable } from '../../../../../lambda/catalog/publish/index.ts';
import { ConditionFailed, type Table } from '../../../../../lambda/table/index.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';
import { tableKinds, withTable } from '../../../../support/table-kinds.ts';

const entry = (id: string, subject = id) => ({ id, added: 1, subject });

const kinds = tableKinds({
  memory: () => ({ table: createMemoryTable() as Table, close: async () => {} }),
  started: (started) => {
    const table = openTable(started);
    return { table: table as Table, close: async () => table.close() };
  },
});

describe.each(kinds)('the deny list in a table: $name', (kind) => {
  let table: Table;
  const check = withTable(kind, (subject) => {
    table = subject.table;
  });
  beforeEach(() => kind.run && table.removeAll([{ pk: 'ACCESS', sk: 'deny' }]));

  check('entries are added and removed, and keep their order', async () => {
    await addDenyEntry(table, entry('a'));
    await addDenyEntry(table, { ...entry('b'), issuer: 'https://a.example', issuedBefore: 7, reason: 'é "x"' });
    await addDenyEntry(table, entry('c'));

    expect(await removeDenyEntries(table, ['a', 'c', 'a'])).toEqual([]);
    expect(await readDenyEntries(table)).toEqual([
      { ...entry('b'), issuer: 'https://a.example', issuedBefore: 7, reason: 'é "x"' },
    ]);
  });

  check('what is denied already is not added again', async () => {
    await addDenyEntry(table, entry('a', 'alice'));

    expect(await addDenyEntry(table, { ...entry('b', 'alice'), reason: 'again' })).toEqual({
      entry: entry('a', 'alice'),
      isNew: false,
    });
    expect(await addDenyEntry(table, { ...entry('c', 'alice'), issuedBefore: 1 })).toMatchObject({ isNew: true });
  });

  check('nothing is removed if an id is unknown', async () => {
    await addDenyEntry(table, entry('a'));

    expect(await removeDenyEntries(table, ['a', 'x'])).toEqual(['x']);
    expect(await readDenyEntries(table)).toHaveLength(1);
  });

  check('concurrent changes lose nothing', async () => {
    const ids = ['a', 'b', 'c', 'd'];

    await Promise.all(ids.map((id) => addDenyEntry(table, entry(id))));

    expect((await readDenyEntries(table)).map(({ id }) => id).toSorted()).toEqual(ids);
  });
});

describe('the limits of the deny list', () => {
  test('are 1,000 entries', async () => {
    const table = createMemoryTable();
    const entries = Array.from({ length: 1_000 }, (_, i) => entry(`${i}`));
    await table.putAll([{ pk: 'ACCESS', sk: 'deny', version: 3, entries: JSON.stringify(entries) }]);

    await expect(addDenyEntry(table, entry('more'))).rejects.toThrow(DenyListFull);
    expect(await removeDenyEntries(table, ['7'])).toEqual([]);
    expect(await addDenyEntry(table, entry('more'))).toMatchObject({ isNew: true });
  });

  test('are 100,000 bytes', async () => {
    const table = createMemoryTable();

    await expect(addDenyEntry(table, entry('a', 'é'.repeat(50_000)))).rejects.toThrow('100000 bytes');
    expect(await readDenyEntries(table)).toEqual([]);
  });

  test('another failure of the table is not taken for a change by others', async () => {
    const table = createMemoryTable();
    const failure = new Error('away');
    table.update = async () => {
      throw failure;
    };

    await expect(addDenyEntry(table, entry('a'))).rejects.toBe(failure);
  });

  test('a list that others keep changing is given up', async () => {
    const table = createMemoryTable();
    table.update = async () => {
      throw new ConditionFailed('changed');
    };

    await expect(addDenyEntry(table, entry('a'))).rejects.toThrow(DenyListConflict);
  });
});
