import { createDenyListReader, type DenyList, isDenied } from '../../../../lambda/auth/deny-list/index.ts';
import { addDenyEntry, readDenyEntries } from '../../../../lambda/auth/deny-list/manage/index.ts';
import { AuthUnavailable } from '../../../../lambda/auth/verdict.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';

const ALICE = { kind: 'user', id: 'user:https://a.example|alice', scopes: new Set<string>() } as const;

function prepare() {
  const table = createMemoryTable();
  const clock = { now: 1_000_000 };
  const reported: unknown[] = [];
  const timers = new Set<() => void>();
  const reader = createDenyListReader({
    table,
    refreshSeconds: 5,
    now: () => clock.now,
    after: (_, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    report: (error) => reported.push(error),
  });
  /** The list now, or what went wrong. */
  const current = async (): Promise<DenyList | unknown> => {
    try {
      return await reader.current();
    } catch (error) {
      return error;
    }
  };
  return { table, clock, reader, reported, timers, current };
}

const entry = { id: 'e1', added: 0, subject: 'alice' };

describe('reading the deny list', () => {
  test('an absent item is an empty list', async () => {
    const { table, reader } = prepare();

    expect(isDenied(await reader.current(), ALICE)).toBe(false);
    expect(table.reads).toEqual(['get ACCESS deny']);
  });

  test('costs nothing while it is young, and one read for concurrent requests after that', async () => {
    const { table, clock, reader } = prepare();
    const first = await reader.current();

    clock.now += 4_999;
    expect(reader.current()).toBe(first);
    clock.now += 1;
    await Promise.all([reader.current(), reader.current(), reader.current()]);

    expect(table.reads).toHaveLength(2);
  });

  test('an entry counts after refreshSeconds, and so does its removal', async () => {
    const { table, clock, reader } = prepare();
    await reader.current();
    await addDenyEntry(table, entry);

    clock.now += 5_000;
    expect(isDenied(await reader.current(), ALICE)).toBe(true);
    await table.removeAll([{ pk: 'ACCESS', sk: 'deny' }]);
    clock.now += 5_000;
    expect(isDenied(await reader.current(), ALICE)).toBe(false);
  });

  test('the last list serves for a minute more while it cannot be read, and then nobody is admitted', async () => {
    const { table, clock, reported, current } = prepare();
    await addDenyEntry(table, entry);
    const list = await current();
    table.failure = new Error('away');

    clock.now += 64_999;
    expect(await current()).toBe(list);
    expect(reported).toEqual([table.failure]);
    clock.now += 1;
    expect(await current()).toBeInstanceOf(AuthUnavailable);
    table.failure = undefined;
    clock.now += 1_000;
    expect(isDenied((await current()) as DenyList, ALICE)).toBe(true);
  });

  test('without a first read nobody is admitted', async () => {
    const { table, current } = prepare();
    table.failure = new Error('away');

    expect(await current()).toMatchObject({
      name: 'AuthUnavailable',
      message: 'the deny list cannot be read: Error: away',
    });
  });

  test.each<Readonly<Record<string, string | number>>>([
    { version: 1 },
    { version: 1, entries: 7 },
    { version: 1, entries: '{}' },
    { version: 1, entries: '[' },
    { version: 1, entries: '[null]' },
    { version: 1, entries: '["alice"]' },
    { version: 1, entries: '[{"id":"e1","subject":"a"}]' },
    { version: 1, entries: '[{"added":0,"subject":"a"}]' },
    { version: 1, entries: '{"length":0}' },
    { version: '1', entries: '[]' },
    { version: 1, entries: '[{"id":"e1","added":0}]' },
    { version: 1, entries: '[{"id":"e1","added":0,"subject":7}]' },
    { version: 1, entries: '[{"id":"e1","added":0,"subject":"a","network":"10.0.0.0/8"}]' },
    { version: 1, entries: '[{"id":"e1","added":0,"__proto__":"a","subject":"a"}]' },
    { entries: '[]' },
  ])('a damaged item is not taken for less than it is: %j', async (attributes) => {
    const { table, clock, reported, current } = prepare();
    const before = await current();
    await table.putAll([{ pk: 'ACCESS', sk: 'deny', ...attributes }]);

    clock.now += 5_000;
    expect(await current()).toBe(before);
    expect(reported).toHaveLength(1);
    clock.now += 60_000;
    expect(await current()).toBeInstanceOf(AuthUnavailable);
    await expect(readDenyEntries(table)).rejects.toThrow(
      'the deny list is damaged, or was written by a later version of Spillway',
    );
  });

  test('an entry may name nothing but a time', async () => {
    const { table, reader } = prepare();
    await addDenyEntry(table, { id: 'e1', added: 0, issuedBefore: 2_000 });

    const list = await reader.current();

    expect(isDenied(list, { ...ALICE, issuedAt: 1_999 })).toBe(true);
    expect(isDenied(list, { ...ALICE, issuedAt: 2_000 })).toBe(false);
  });

  test('a slow read delays no request for long', async () => {
    const { table, clock, reader, timers } = prepare();
    const list = await reader.current();
    table.get = () => new Promise(() => {});
    clock.now += 5_000;

    const slow = reader.current();
    for (const timer of timers) timer();

    expect(await slow).toBe(list);
  });
});
