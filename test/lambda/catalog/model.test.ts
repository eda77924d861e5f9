import { createCatalogReader } from '../../../lambda/catalog/index.ts';
import { PublishConflict, publish } from '../../../lambda/catalog/publish/index.ts';
import type { Item, Table } from '../../../lambda/table/table.ts';
import { toolDocument } from '../../support/documents.ts';
import { type Actor, explore, type World } from '../../support/interleaving.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { asDocuments } from '../../support/prepare.ts';

/*
 * The real publisher and the real reader, in every order of their table operations: two publishers, a reader, a crash after
 * any operation, and publishers that stall and write after another one published.
 */

const SERVER = 'orders';
/** Tools that every change set changes together; their title says which change set it was. */
const NAMES = ['a', 'b'];

/** What was really published: the title that each version shows. */
interface Truth {
  readonly titles: Map<number, string>;
  readonly numbers: number[];
}

const changeSet = (title: string) => ({
  server: SERVER,
  documents: NAMES.map((name) => toolDocument(name, { title })),
  prune: false,
});

/** Publishes once; losing is fine, and must be told exactly when it happened. */
function publisher(title: string, truth: Truth): Actor {
  return {
    name: title,
    async run(table) {
      try {
        const { version } = await publish(table, changeSet(title));
        expect(truth.titles.get(Number(version))).toBe(title);
      } catch (error) {
        if (!(error instanceof PublishConflict)) throw error;
        expect([...truth.titles.values()]).not.toContain(title);
      }
    },
  };
}

function openReader(table: Table) {
  return createCatalogReader({
    table,
    prepare: asDocuments,
    refreshSeconds: 0,
    cacheEntries: 10,
    now: () => 0,
    after: () => () => {},
  });
}

/** Looks at everything in a view, several times with the same caches: each view must show one version, whole. */
function reader(rounds: number, truth: Truth): Actor {
  return {
    name: 'reader',
    async run(table) {
      const catalog = openReader(table);
      for (let round = 0; round < rounds; round += 1) {
        const view = await catalog.server(SERVER);
        if (!view) continue;
        const expected = truth.titles.get(view.version);
        expect(expected).toBeDefined();
        for (const name of NAMES) expect((await catalog.tool(view, name))?.title).toBe(expected);
        const page = await catalog.page(view, 'tools', undefined, new Set());
        const titles = JSON.parse(`[${page.items}]`).map((tool: { title: string }) => tool.title);
        expect(titles).toEqual(NAMES.map(() => expected));
      }
    },
  };
}

/** Starts cold with both reads at once: a call may see any version that showed while it ran, later ones no older one. */
function prefetchingReader(truth: Truth): Actor {
  return {
    name: 'prefetching reader',
    async run(table) {
      const catalog = openReader(table);
      const shownBefore = Math.max(0, ...truth.titles.keys());
      catalog.prefetch(SERVER, 'a');
      const view = await catalog.server(SERVER);
      if (!view) return;
      const first = (await catalog.tool(view, 'a'))?.title;
      const possible = [...truth.titles].filter(([version]) => version >= shownBefore).map(([, title]) => title);
      expect(possible).toContain(first);

      const again = await catalog.server(SERVER);
      if (again) expect((await catalog.tool(again, 'a'))?.title).toBe(truth.titles.get(again.version));
    },
  };
}

/** A world whose observer keeps the truth, and which asks in every state: does the next run publish? */
function createWorld(base: ReadonlyMap<string, Item>, actors: (truth: Truth) => readonly Actor[]): World {
  const truth: Truth = { titles: new Map(), numbers: [] };
  const items = new Map(base);
  if (base.size > 0) {
    truth.titles.set(1, 'base');
    truth.numbers.push(1);
  }
  return {
    items,
    actors: actors(truth),
    observer: {
      wrote(actor, item, before) {
        if (before && item.pk !== 'SERVERS') throw new Error(`${actor} wrote ${item.pk} ${item.sk} a second time`);
      },
      updated(actor, update, after) {
        if (update.add) truth.numbers.push(Number(after.next));
        if (update.set) truth.titles.set(Number(after.active), actor);
      },
    },
    async always() {
      expect(new Set(truth.numbers).size).toBe(truth.numbers.length);
      await expectRecovery(items, truth);
    },
    async atEnd() {
      const expected = [...truth.titles].sort(([a], [b]) => b - a)[0]?.[1];
      expect(expected).toBeDefined();
      expect(await titlesNow(copyOf(items))).toEqual(NAMES.map(() => expected));
    },
  };
}

/** As if everybody had crashed: what showed still shows, the next run publishes, and that shows. */
async function expectRecovery(items: ReadonlyMap<string, Item>, truth: Truth): Promise<void> {
  const table = copyOf(items);
  const present = [...truth.titles].sort(([a], [b]) => b - a)[0]?.[1];
  expect(await titlesNow(table)).toEqual(NAMES.map(() => present));
  const { published, version } = await publish(table, changeSet('recovered'));
  expect(published).toBe(true);
  expect(truth.numbers).not.toContain(version);
  expect(await titlesNow(table)).toEqual(NAMES.map(() => 'recovered'));
}

function copyOf(items: ReadonlyMap<string, Item>): Table {
  const table = createMemoryTable();
  void table.putAll([...items.values()]);
  return table;
}

async function titlesNow(table: Table): Promise<readonly (string | undefined)[]> {
  const catalog = openReader(table);
  const view = await catalog.server(SERVER);
  if (!view) return NAMES.map(() => undefined);
  return Promise.all(NAMES.map(async (name) => (await catalog.tool(view, name))?.title));
}

const NOTHING: ReadonlyMap<string, Item> = new Map();

/** A table that shows one published version. */
async function publishedBase(): Promise<ReadonlyMap<string, Item>> {
  const table = createMemoryTable();
  await publish(table, changeSet('base'));
  return table.items;
}

const base = await publishedBase();

/** Scenarios, and how many different states each must reach at least, so that none of them silently shrinks. */
const scenarios = [
  {
    name: 'two publishers over a published base, and a reader that looks twice',
    minimum: 11_000,
    create: () => createWorld(base, (truth) => [publisher('A', truth), publisher('B', truth), reader(2, truth)]),
  },
  {
    name: 'two first publishers and a reader',
    minimum: 2_000,
    create: () => createWorld(NOTHING, (truth) => [publisher('A', truth), publisher('B', truth), reader(1, truth)]),
  },
  {
    name: 'two publishers and a reader that starts cold with both reads at once',
    minimum: 20_000,
    create: () =>
      createWorld(base, (truth) => [publisher('A', truth), publisher('B', truth), prefetchingReader(truth)]),
  },
];

test.each(scenarios)(
  '$name: every order, at least $minimum states',
  async ({ create, minimum }) => {
    expect((await explore(create)).states).toBeGreaterThanOrEqual(minimum);
  },
  180_000,
);
