import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  type CatalogDocument,
  CatalogUnavailable,
  createCatalogReader,
  InvalidCursor,
} from '../../../../../lambda/catalog/index.ts';
import {
  applyLoaded,
  compactTable,
  deleteServer,
  listDocuments,
  listServers,
  PublishConflict,
  publish,
  readPublishedState,
  removeOldVersions,
} from '../../../../../lambda/catalog/publish/index.ts';
import type { Key, Table } from '../../../../../lambda/table/index.ts';
import { promptDocument, resourceDocument, serverDocument, toolDocument } from '../../../../support/documents.ts';
import { createMemoryTable, type MemoryTable } from '../../../../support/memory-table.ts';
import { asDocuments } from '../../../../support/prepare.ts';
import { targetTypes } from '../../../../support/targets.ts';
import { holding } from '../../../../support/visibility.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SERVER = 'orders';

/** A table, a clock, and publishing as `apply` does it. */
function prepare(keepVersions = 20) {
  const table = createMemoryTable();
  const clock = { time: 1_000_000 * MINUTE };
  const retention = { keepVersions, now: () => clock.time };
  const apply = async (documents: readonly CatalogDocument[], prune = false) => {
    const result = await publish(table, { server: SERVER, documents, prune });
    await removeOldVersions(table, SERVER, retention);
    return result;
  };
  return { table, clock, retention, apply, compact: () => compactTable(table, retention) };
}

function openReader(table: Table, now: () => number = () => 0) {
  return createCatalogReader({
    table,
    prepare: asDocuments,
    refreshSeconds: 5,
    staleSeconds: 60,
    cacheEntries: 1,
    now,
  });
}

const named = (prefix: string) => (table: MemoryTable) =>
  [...table.items.keys()].filter((key) => key.startsWith(prefix));
const indexKeys = named('L#');

describe('after 200 publishes of one of 30 tools', () => {
  async function publish200() {
    const world = prepare();
    await world.apply(Array.from({ length: 30 }, (_, index) => toolDocument(`t${index}`)));
    for (let round = 1; round < 200; round += 1) {
      world.clock.time += 10 * MINUTE;
      await world.apply([toolDocument('t7', { title: `Round ${round}` })]);
    }
    return world;
  }

  test('the table holds the live items and what the newest 20 versions alone need', async () => {
    const { table } = await publish200();

    expect(indexKeys(table)).toHaveLength(20);
    expect(named('T#')(table)).toHaveLength(29 + 20);
    expect(named('P#')(table)).toHaveLength(20 * 2); // one page each: its text, and its names
    expect(table.items.size).toBe(20 + 49 + 40 + 3); // and the registry, the head, and the observations
  });

  test('compact finds nothing more to remove', async () => {
    const { compact } = await publish200();

    expect(await compact()).toEqual([{ server: SERVER, kept: 20, removed: 0, damaged: false }]);
  });
});

describe('what a reader of an old head may still see', () => {
  test('stays for 70 minutes after it was replaced, however few versions are kept', async () => {
    const { table, clock, apply, compact } = prepare(1);
    await apply([toolDocument('a', { title: 'old' }), toolDocument('b')]);
    clock.time += 2 * HOUR;
    const reader = openReader(table);
    const view = await reader.server(SERVER);
    await apply([toolDocument('a', { title: 'new' })], true);
    for (let round = 0; round < 12; round += 1) {
      clock.time += 5 * MINUTE;
      await apply([toolDocument('a', { title: `new ${round}` })]);
    }
    clock.time += 9 * MINUTE;
    await compact();

    if (!view) throw new Error('no view');
    expect(await reader.tool(view, 'a')).toMatchObject({ title: 'old' });
    expect(await reader.tool(view, 'b')).toMatchObject({ name: 'b' });
    expect((await reader.page(view, 'tools', undefined, holding())).items).toContain('"title":"old"');

    clock.time += 2 * MINUTE;
    await compact();

    expect(indexKeys(table)).not.toContain('L#orders\nv#000000000001');
  });

  test('a publisher that stood still before its last update does not shorten it', async () => {
    const { table, clock, compact, retention } = prepare(1);
    await publish(table, { server: SERVER, documents: [toolDocument('a', { title: 'old' })], prune: false });
    await removeOldVersions(table, SERVER, retention);
    const slow: Table = {
      ...table,
      update: async (key, update) => {
        if (update.set) clock.time += 3 * HOUR;
        return table.update(key, update);
      },
    };
    await publish(slow, { server: SERVER, documents: [toolDocument('a', { title: 'new' })], prune: false });
    await removeOldVersions(table, SERVER, retention);
    await compact();

    expect(indexKeys(table)).toHaveLength(2);
  });

  test('a cursor of a version that is gone is invalid, not an error of ours', async () => {
    const { table, clock, apply } = prepare(1);
    const many = Array.from({ length: 1500 }, (_, index) => toolDocument(`t${index}`));
    await apply(many);
    const reader = openReader(table);
    const view = await reader.server(SERVER);
    if (!view) throw new Error('no view');
    const { nextCursor } = await reader.page(view, 'tools', undefined, holding());
    for (let round = 0; round < 3; round += 1) {
      clock.time += 2 * HOUR;
      await apply(many.map((tool) => ({ ...tool, title: `Round ${round}` })));
    }

    const fresh = openReader(table);
    const now = await fresh.server(SERVER);
    if (!now) throw new Error('no view');
    const next = async (from: typeof reader, at: typeof view) => from.page(at, 'tools', nextCursor, holding());
    await expect(next(reader, view)).rejects.toThrow(CatalogUnavailable); // as if its head were hours old
    await expect(next(reader, now)).rejects.toThrow(InvalidCursor); // the list in memory, its page removed
    await expect(next(fresh, now)).rejects.toThrow(InvalidCursor);
  });
});

describe('failed publishers', () => {
  test('leave nothing behind, neither what a list names nor what none does', async () => {
    const { table, clock, apply, compact } = prepare(1);
    await apply([toolDocument('a')]);
    const failing = (after: number): Table => {
      let left = after;
      return {
        ...table,
        putAll: async (items) => {
          for (const item of items) {
            if (left-- === 0) throw new Error('crashed');
            await table.putAll([item]);
          }
        },
        update: (key, update) => (update.set ? Promise.reject(new Error('crashed')) : table.update(key, update)),
      };
    };
    for (let after = 0; after < 8; after += 1) {
      const documents = [toolDocument(`crash${after}`), toolDocument('b'), promptDocument('p')];
      await publish(failing(after), { server: SERVER, documents, prune: true }).catch(() => {});
    }
    await apply([toolDocument('a', { title: 'new' })]);
    clock.time += 2 * HOUR;
    await compact();

    expect(named('T#')(table)).toEqual([expect.stringMatching(/^T#orders#a\n/)]);
    expect(table.items.size).toBe(1 + 1 + 2 + 3);
  });

  test('a removal that was interrupted anywhere is completed by the next', async () => {
    for (let steps = 0; steps < 5; steps += 1) {
      const { table, clock, apply, retention, compact } = prepare(1);
      await apply([toolDocument('a'), toolDocument('gone')]);
      await apply([toolDocument('a', { title: 'new' })], true);
      clock.time += 2 * HOUR;
      let left = steps;
      const interrupted: Table = {
        ...table,
        removeAll: (keys) => (left-- > 0 ? table.removeAll(keys) : Promise.reject(new Error('crashed'))),
      };
      await removeOldVersions(interrupted, SERVER, retention).catch(() => {});
      await removeOldVersions(table, SERVER, retention);
      const [{ removed } = { removed: -1 }] = await compact();

      expect({ steps, removed, size: table.items.size }).toEqual({ steps, removed: 0, size: 1 + 1 + 2 + 3 });
    }
  });
});

describe('a removal beside another one, or after one that was interrupted', () => {
  /** Several versions, all old; the tool `gone` was changed and then deleted, the tool `same` never changed. */
  async function prepareVersions() {
    const world = prepare(1);
    const { table, clock, apply } = world;
    const change = async (documents: readonly CatalogDocument[], prune = false) => {
      await publish(table, { server: SERVER, documents, prune });
      clock.time += 2 * HOUR;
    };
    await apply([toolDocument('same'), toolDocument('other'), toolDocument('gone')]);
    for (const title of ['1', '2']) {
      await change([toolDocument('other', { title }), toolDocument('gone', { title })]);
    }
    await change([toolDocument('same'), toolDocument('other', { title: '3' })], true);
    for (const title of ['4', '5']) await change([toolDocument('other', { title })]);
    await removeOldVersions({ ...table, removeAll: async () => {} }, SERVER, world.retention); // observes the last version
    clock.time += 2 * HOUR;
    return world;
  }

  async function shownBy(table: Table) {
    const reader = openReader(table);
    const view = await reader.server(SERVER);
    if (!view) throw new Error('no view');
    const tools = await Promise.all(['same', 'other', 'gone'].map((name) => reader.tool(view, name)));
    return tools.map((tool) => tool && [tool.name, tool.title]);
  }

  /** A table in which only some of the removals take place, in a random order: batches are written at the same time. */
  function breaking(table: Table, removals: number, seed: number): Table {
    let left = removals;
    const place = ({ pk, sk }: Key) => createHash('sha256').update(`${seed} ${pk} ${sk}`).digest('hex');
    return {
      ...table,
      removeAll: async (keys) => {
        for (const key of keys.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))) {
          if (left-- <= 0) throw new Error('interrupted');
          await table.removeAll([key]);
        }
      },
    };
  }

  test.each([1, 2, 3])(
    'keeps live documents, and deleted ones away, after an interrupted compact: seed %i',
    async (seed) => {
      for (let removals = 0; removals < 40; removals += 1) {
        const { table, clock, apply, retention } = await prepareVersions();
        await compactTable(breaking(table, removals, seed), retention).catch(() => {});
        clock.time += 2 * HOUR;
        await apply([toolDocument('other', { title: '6' })]);
        clock.time += 2 * HOUR;
        await apply([toolDocument('other', { title: '7' })]);

        expect({ removals, shown: await shownBy(table) }).toEqual({
          removals,
          shown: [['same', undefined], ['other', '7'], undefined],
        });
      }
    },
  );

  test('keeps live documents when another publisher removes the version that it compares with', async () => {
    const { table, retention } = await prepareVersions();
    let overtaken = false;
    const slow: Table = {
      ...table,
      get: async (key) => {
        if (key.pk.startsWith('P#orders#2#') && !overtaken) {
          overtaken = true;
          await removeOldVersions(table, SERVER, retention);
        }
        return table.get(key);
      },
    };
    await removeOldVersions(slow, SERVER, retention);

    expect(overtaken).toBe(true);
    expect(await shownBy(table)).toEqual([['same', undefined], ['other', '5'], undefined]);
  });
});

describe('a deleted server', () => {
  test('is gone at once, its items after the hour, and its numbers are not used again', async () => {
    const { table, clock, apply, compact } = prepare();
    await apply([serverDocument(), toolDocument('a'), toolDocument('b')]);
    await apply([toolDocument('a', { title: 'new' })]);
    const old = await openReader(table).server(SERVER);

    expect(await deleteServer(table, await readPublishedState(table, SERVER))).toBe(true);
    expect(await openReader(table).server(SERVER)).toBeUndefined();
    expect(await listServers(table)).toEqual([]);
    expect(await listDocuments(table, SERVER)).toBeUndefined();
    await compact();
    if (!old) throw new Error('no view');
    expect((await openReader(table).page(old, 'tools', undefined, holding())).items).toContain('"name":"a"');

    clock.time += 2 * HOUR;
    await compact();
    expect([...table.items.values()].map(({ pk, sk }) => `${pk} ${sk}`).sort()).toEqual([
      'S#orders head',
      'S#orders observed',
      'SERVERS orders',
    ]);

    expect(await apply([toolDocument('c')])).toMatchObject({ version: 4, documents: [{ outcome: 'created' }] });
    expect((await listDocuments(table, SERVER))?.map(({ id }) => id)).toEqual(['c']);
  });

  test('a deletion and a publish at the same time: one of them fails', async () => {
    const { table, apply } = prepare();
    await apply([toolDocument('a')]);
    const before = await readPublishedState(table, SERVER);
    await apply([toolDocument('b')]);
    const deletion = deleteServer(table, before);
    await expect(deletion).rejects.toThrow(PublishConflict);
    await expect(deletion).rejects.toThrow('nothing was deleted; see what changed with `spillway list orders`');

    const now = await readPublishedState(table, SERVER);
    let deleted = false;
    const overtaken: Table = {
      ...table,
      update: async (key, update) => {
        if (update.set && !deleted) {
          deleted = true;
          await deleteServer(table, now);
        }
        return table.update(key, update);
      },
    };
    const late = publish(overtaken, { server: SERVER, documents: [toolDocument('c')], prune: false });
    await expect(late).rejects.toThrow(PublishConflict);
    expect(await openReader(table).server(SERVER)).toBeUndefined();
  });

  test('a first publish that stood still while the server came and went does not bring back an old number', async () => {
    const { table, apply } = prepare();
    let interrupted = false;
    const slow: Table = {
      ...table,
      update: async (key, update) => {
        if (update.set && !interrupted) {
          interrupted = true;
          await apply([toolDocument('a')]);
          await deleteServer(table, await readPublishedState(table, SERVER));
        }
        return table.update(key, update);
      },
    };
    const first = publish(slow, { server: SERVER, documents: [toolDocument('b')], prune: false });

    await expect(first).rejects.toThrow(PublishConflict);
  });
});

describe('a version whose index is missing', () => {
  test('is repaired by publishing, and nothing is removed before', async () => {
    const { table, apply, compact, clock } = prepare();
    await apply([toolDocument('a'), toolDocument('b')]);
    await table.removeAll([{ pk: 'L#orders', sk: 'v#000000000001' }]);
    clock.time += 2 * HOUR;
    expect(await compact()).toEqual([{ server: SERVER, kept: 0, removed: 0, damaged: true }]);

    expect(await apply([toolDocument('a'), toolDocument('b')])).toMatchObject({ version: 2, repaired: true });
    expect(await apply([toolDocument('a')])).toMatchObject({ published: false, repaired: false });
    const reader = openReader(table);
    const view = await reader.server(SERVER);
    if (!view) throw new Error('no view');
    expect((await reader.page(view, 'tools', undefined, holding())).items).toContain('"name":"b"');
    clock.time += 2 * HOUR;
    expect(await compact()).toMatchObject([{ damaged: false, kept: 1 }]);
    expect(named('T#')(table)).toHaveLength(2);
  });

  test('compact leaves a server alone whose page has no names', async () => {
    const { table, apply, compact, clock } = prepare();
    await apply([toolDocument('a')]);
    await table.removeAll([{ pk: 'P#orders#1#0', sk: 'names' }]);
    clock.time += 2 * HOUR;

    expect(await compact()).toMatchObject([{ damaged: true, removed: 0 }]);
    expect(named('T#')(table)).toHaveLength(1);
  });
});

test('apply removes old versions; when that fails, the publish succeeded', async () => {
  const { table, clock } = prepare();
  const loaded = (title: string) => {
    const value = {
      kind: 'Tool',
      server: SERVER,
      name: 'a',
      title,
      description: 'd',
      input: { type: 'object' },
      target: { type: 'echo', text: 't' },
    };
    const source = { file: 'a.yaml', document: 1, lineOf: () => 1 };
    return { documents: [{ value, source }], faults: [] };
  };
  const problems: unknown[] = [];
  const options = {
    targets: targetTypes,
    keepVersions: 2,
    now: () => clock.time,
    onNotCompacted: (server: string, error: unknown) => problems.push([server, String(error)]),
  };
  for (const title of ['1', '2', '3', '4']) {
    await applyLoaded(loaded(title), { ...options, table });
    clock.time += 2 * HOUR;
  }
  expect(indexKeys(table)).toHaveLength(2);

  const refusing: Table = { ...table, removeAll: () => Promise.reject(new Error('denied')) };
  const [result] = await applyLoaded(loaded('5'), { ...options, table: refusing });
  expect(result).toMatchObject({ version: 5, published: true });
  expect(problems).toEqual([[SERVER, 'Error: denied']]);
});

describe('any history', () => {
  const documents = fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('tool', 'prompt', 'resource'),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      title: fc.constantFrom('x', 'y'),
      scopes: fc.constantFrom([], ['read']),
    }),
    { selector: ({ kind, id }) => `${kind} ${id}`, maxLength: 5 },
  );
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('publish' as const), documents, prune: fc.boolean() }) },
    {
      weight: 3,
      arbitrary: fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('lose' as const), documents, prune: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('compact' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const) }) },
  );

  const make = (all: readonly { kind: string; id: string; title: string; scopes: readonly string[] }[]) =>
    all.map(({ kind, id, title, scopes }) => {
      if (kind === 'tool') return toolDocument(id, { title, scopes });
      return kind === 'prompt'
        ? promptDocument(id, { title, scopes })
        : resourceDocument(`x://${id}`, { title, scopes });
    });

  /** Everything that a version shows, read like a function reads it. */
  async function contents(table: Table, view: { readonly version: number }): Promise<unknown> {
    const reader = openReader(table);
    const all = holding('read');
    const own = view as NonNullable<Awaited<ReturnType<typeof reader.server>>>;
    const lists = [];
    for (const list of ['tools', 'prompts', 'resources'] as const) {
      const { items } = await reader.page(own, list, undefined, all);
      const entries: { name: string; uri?: string }[] = JSON.parse(`[${items}]`);
      for (const { name, uri } of entries) {
        const found =
          list === 'tools'
            ? await reader.tool(own, name)
            : list === 'prompts'
              ? await reader.prompt(own, name)
              : (await reader.resource(own, String(uri), all))?.resource;
        lists.push([list, uri ?? name, found?.title]);
      }
    }
    return lists;
  }

  test('leaves every kept version whole, and nothing that none of them needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, keep) => {
          const { table, clock, apply, compact } = prepare(keep);
          const views: { view: { readonly version: number }; until: number; shows: unknown }[] = [];
          const replaceLast = () => {
            const last = views.at(-1);
            if (last?.until === Number.POSITIVE_INFINITY) last.until = clock.time;
          };
          for (const taken of steps) {
            if (taken.type === 'wait') clock.time += taken.minutes * MINUTE;
            if (taken.type === 'compact') await compact();
            if (taken.type === 'delete') {
              if (await deleteServer(table, await readPublishedState(table, SERVER))) replaceLast();
            }
            if (taken.type === 'lose') {
              const losing: Table = {
                ...table,
                update: (key, update) =>
                  update.set ? Promise.reject(new Error('crashed')) : table.update(key, update),
              };
              const changes = { server: SERVER, documents: make(taken.documents), prune: taken.prune };
              await publish(losing, changes).catch(() => {});
            }
            if (taken.type === 'publish') {
              const { published } = await apply(make(taken.documents), taken.prune);
              if (!published) continue;
              replaceLast();
              const view = await openReader(table).server(SERVER);
              if (!view) throw new Error('no view');
              views.push({ view, until: Number.POSITIVE_INFINITY, shows: await contents(table, view) });
            }
            for (const { view, until, shows } of views.slice(-keep - 15)) {
              if (until > clock.time - HOUR - 5 * MINUTE) expect(await contents(table, view)).toEqual(shows);
            }
          }

          await compact();
          clock.time += 2 * HOUR;
          await compact();
          const [result] = await compact();
          expect(result?.removed ?? 0).toBe(0);
          const current = await readPublishedState(table, SERVER);
          if (!current.head) return;
          const last = views.at(-1);
          expect(await contents(table, { ...current.head })).toEqual(last?.shows);
        },
      ),
      { numRuns: 60, seed: 29 },
    );
  }, 120_000);
});
