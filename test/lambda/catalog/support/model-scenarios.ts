import { type CatalogDocument, createCatalogReader, LIST_NAMES } from '../../../../lambda/catalog/index.ts';
import { compactTable, PublishConflict, publish, removeOldVersions } from '../../../../lambda/catalog/publish/index.ts';
import type { Item, Table } from '../../../../lambda/table/index.ts';
import { promptDocument, resourceDocument, templateDocument, toolDocument } from '../../../support/documents.ts';
import type { Actor, World } from '../../../support/interleaving.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';
import { asDocuments } from '../../../support/prepare.ts';
import { holding } from '../../../support/visibility.ts';

/*
 * The real publisher and the real reader, in every order of their table operations: two publishers, a reader, a crash after
 * any operation, publishers that stall and write after another one published, and the removal of old versions.
 */

const SERVER = 'orders';
type Catalog = ReturnType<typeof openReader>;
type View = NonNullable<Awaited<ReturnType<Catalog['server']>>>;

/** A document that change sets update; its title names the change set. */
interface Place {
  document(title: string): CatalogDocument;
  /** The title that a reader finds. */
  find(catalog: Catalog, view: View): Promise<string | undefined>;
}

const tool = (name: string): Place => ({
  document: (title) => toolDocument(name, { title }),
  find: async (catalog, view) => (await catalog.tool(view, name))?.title,
});

const prompt: Place = {
  document: (title) => promptDocument('p', { title }),
  find: async (catalog, view) => (await catalog.prompt(view, 'p'))?.title,
};

const resource: Place = {
  document: (title) => resourceDocument('x://exact', { title }),
  find: async (catalog, view) => {
    const found = await catalog.resource(view, 'x://exact', NO_SCOPES);
    // The template matches this URI, too.
    return found?.resource.uri === undefined ? undefined : found.resource.title;
  },
};

const template: Place = {
  document: (title) => templateDocument('x://{id}', { title }),
  find: async (catalog, view) => (await catalog.resource(view, 'x://1', NO_SCOPES))?.resource.title,
};

const NO_SCOPES = holding();
/** What every change set of a scenario changes together. */
const TOOLS = [tool('a'), tool('b')];
const MIXED = [tool('a'), prompt];
const EVERY_KIND = [tool('a'), prompt, resource, template];
const DELETABLE = [resource];
const RESOURCES = [resource, template];

/** What was actually published: the title at each version, `undefined` for a version without the documents. */
interface Truth {
  readonly titles: Map<number, string | undefined>;
  readonly numbers: number[];
}

const changeSet = (title: string, places: readonly Place[]) => ({
  server: SERVER,
  documents: places.map((place) => place.document(title)),
  prune: false,
});

/** Publishes once. Losing is allowed, and must be reported exactly when it happened. */
function publisher(title: string, truth: Truth, places: readonly Place[]): Actor {
  return {
    name: title,
    async run(table) {
      try {
        const { version } = await publish(table, changeSet(title, places));
        expect(truth.titles.get(Number(version))).toBe(title);
      } catch (error) {
        if (!(error instanceof PublishConflict)) throw error;
        expect([...truth.titles.values()]).not.toContain(title);
      }
    },
  };
}

/** The actor that deletes. */
const DELETER = 'deleter';

/** Deletes everything once; otherwise like {@link publisher}. */
function deleter(truth: Truth): Actor {
  return {
    name: DELETER,
    async run(table) {
      try {
        const { version } = await publish(table, { server: SERVER, documents: [], prune: true });
        expect([...truth.titles]).toContainEqual([version, undefined]);
      } catch (error) {
        if (!(error instanceof PublishConflict)) throw error;
        expect([...truth.titles.values()]).not.toContain(undefined);
      }
    },
  };
}

function openReader(table: Table) {
  return createCatalogReader({
    table,
    prepare: asDocuments,
    refreshSeconds: 0,
    staleSeconds: 60,
    cacheEntries: 10,
    now: () => 0,
    after: () => () => {},
  });
}

/** Reads everything in a view, several times with the same caches: each view must show exactly one version. */
function reader(rounds: number, truth: Truth, places: readonly Place[]): Actor {
  return {
    name: 'reader',
    async run(table) {
      const catalog = openReader(table);
      for (let round = 0; round < rounds; round += 1) {
        const view = await catalog.server(SERVER);
        if (!view) continue;
        expect([...truth.titles.keys()]).toContain(view.version);
        const expected = truth.titles.get(view.version);
        for (const place of places) expectFound(await place.find(catalog, view), view, truth);
        expect(await listedTitles(catalog, view)).toEqual(expected === undefined ? [] : places.map(() => expected));
      }
    },
  };
}

/** A document in a view is found there; a document that is not may be found in a later version. */
function expectFound(found: string | undefined, { version }: View, { titles }: Truth): void {
  const expected = titles.get(version);
  const later = [...titles].filter(([another]) => another > version).map(([, title]) => title);
  expect(expected === undefined ? [undefined, ...later] : [expected]).toContain(found);
}

/** The titles of everything on every list. */
async function listedTitles(catalog: Catalog, view: View): Promise<readonly string[]> {
  const titles: string[] = [];
  for (const list of LIST_NAMES) {
    const page = await catalog.page(view, list, undefined, NO_SCOPES);
    titles.push(...JSON.parse(`[${page.items}]`).map((entry: { title: string }) => entry.title));
  }
  return titles;
}

/** Starts cold with both reads in parallel: a call may see any version visible while it ran, and later calls no older one. */
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

/**
 * Requests a document that its version lacks: it may find nothing yet, or the document of a later version, but never the template
 * in place of the resource that every such version has.
 */
function readerOfNews(truth: Truth): Actor {
  return {
    name: 'reader of news',
    async run(table) {
      const catalog = openReader(table);
      const view = await catalog.server(SERVER);
      const found = view && (await catalog.resource(view, 'x://exact', NO_SCOPES));
      if (!found) return;
      expect(found.resource.uri).toBe('x://exact');
      expect([...truth.titles.values()]).toContain(found.resource.title);
    },
  };
}

const MINUTE = 60_000;
/** How long a reader may use a head: an hour beyond the longest `refreshSeconds`. */
const HEAD_MS = 65 * MINUTE;

/** The time of a scenario, which one of its programs moves on. */
interface Clock {
  time: number;
}

/** Lets as much time pass as an old version stays. */
function clockOf(clock: Clock): Actor {
  return {
    name: 'clock',
    async run(table) {
      await table.get({ pk: 'clock', sk: 'tick' });
      clock.time += 71 * MINUTE;
    },
  };
}

/** Removes old versions, keeping no more than it must. */
function remover(clock: Clock, remove: (table: Table, now: () => number) => Promise<unknown>): Actor {
  return { name: 'remover', run: async (table) => void (await remove(table, () => clock.time)) };
}

const afterPublish = (table: Table, now: () => number) => removeOldVersions(table, SERVER, { keepVersions: 1, now });
const wholeTable = (table: Table, now: () => number) => compactTable(table, { keepVersions: 1, now });

/** Reads everything at one head, as long as it may use that head: nothing may be missing. */
function readerOfOneHead(clock: Clock, truth: Truth, places: readonly Place[]): Actor {
  return {
    name: 'reader of one head',
    async run(table) {
      const catalog = openReader(table);
      const view = await catalog.server(SERVER);
      const readAt = clock.time;
      const valid = () => clock.time - readAt <= HEAD_MS;
      if (!view) return;
      for (const place of places) {
        const found = await place.find(catalog, view);
        if (!valid()) return;
        expect(found).toBe(truth.titles.get(view.version));
      }
      const titles = await listedTitles(catalog, view).catch((error: unknown) => String(error));
      if (valid()) expect(titles).toEqual(places.map(() => truth.titles.get(view.version)));
    },
  };
}

/** A world whose observer records what is published, and which checks in every state that the next run publishes. */
function createWorld(base: Base, places: readonly Place[], actors: (truth: Truth) => readonly Actor[]): World {
  const truth: Truth = { titles: new Map(), numbers: [] };
  const items = new Map(base.items);
  if (items.size > 0) {
    const { version = 1 } = base;
    truth.titles.set(version, base.title);
    truth.numbers.push(version);
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
        if (update.set && after.sk === 'head')
          truth.titles.set(Number(after.active), actor === DELETER ? undefined : actor);
      },
    },
    async always() {
      expect(new Set(truth.numbers).size).toBe(truth.numbers.length);
      await expectRecovery(items, truth, places);
    },
    async atEnd() {
      expect(truth.titles.size).toBeGreaterThan(0);
      const expected = [...truth.titles].sort(([a], [b]) => b - a)[0]?.[1];
      expect(await titlesNow(copyOf(items), places)).toEqual(places.map(() => expected));
    },
  };
}

/** As if every program had crashed: the visible version stays visible, and the next run publishes a visible version. */
async function expectRecovery(items: ReadonlyMap<string, Item>, truth: Truth, places: readonly Place[]): Promise<void> {
  const table = copyOf(items);
  const present = [...truth.titles].sort(([a], [b]) => b - a)[0]?.[1];
  expect(await titlesNow(table, places)).toEqual(places.map(() => present));
  const { published, version } = await publish(table, changeSet('recovered', places));
  expect(published).toBe(true);
  expect(truth.numbers).not.toContain(version);
  expect(await titlesNow(table, places)).toEqual(places.map(() => 'recovered'));
}

function copyOf(items: ReadonlyMap<string, Item>): Table {
  const table = createMemoryTable();
  void table.putAll([...items.values()]);
  return table;
}

async function titlesNow(table: Table, places: readonly Place[]): Promise<readonly (string | undefined)[]> {
  const catalog = openReader(table);
  const view = await catalog.server(SERVER);
  return Promise.all(places.map((place) => view && place.find(catalog, view)));
}

/** The initial content of a table. */
interface Base {
  readonly items: ReadonlyMap<string, Item>;
  /** Title of its documents. */
  readonly title?: string;
  /** The published version. @default 1 */
  readonly version?: number;
}

const NOTHING: Base = { items: new Map() };

/** A table with one published version. */
async function published(places: readonly Place[]): Promise<Base> {
  const table = createMemoryTable();
  await publish(table, changeSet('base', places));
  return { items: table.items, title: 'base' };
}

/** A table with two published versions, of which the first could go once the time is over. */
async function publishedTwice(places: readonly Place[]): Promise<Base> {
  const table = createMemoryTable();
  await publish(table, changeSet('old', [...places, tool('old')]));
  await publish(table, { ...changeSet('base', places), prune: true });
  await removeOldVersions(table, SERVER, { keepVersions: 1, now: () => 0 });
  return { items: table.items, title: 'base', version: 2 };
}

const one = [tool('a')];
const replaced = await publishedTwice(one);
const tools = await published(TOOLS);
const mixed = await published(MIXED);
const everyKind = await published(EVERY_KIND);
const deletable = await published(DELETABLE);
const others: Base = { items: tools.items };

/** Publishers of the same documents, and a concurrent reader. */
function withReader(
  start: Base,
  places: readonly Place[],
  publishers: readonly string[],
  read: (truth: Truth) => Actor,
): () => World {
  return () =>
    createWorld(start, places, (truth) => [...publishers.map((title) => publisher(title, truth, places)), read(truth)]);
}

/** A removal of old versions beside other programs, while time passes. */
function withRemoval(
  remove: (table: Table, now: () => number) => Promise<unknown>,
  others: readonly ((truth: Truth, clock: Clock) => Actor)[],
): () => World {
  return () => {
    const clock: Clock = { time: 0 };
    const world = createWorld(replaced, one, (truth) => [
      remover(clock, remove),
      ...others.map((create) => create(truth, clock)),
      clockOf(clock),
    ]);
    return { ...world, stamp: () => `@${clock.time}` };
  };
}

const anotherPublisher = (truth: Truth) => publisher('A', truth, one);
const oneHead = (truth: Truth, clock: Clock) => readerOfOneHead(clock, truth, one);

/** A scenario, with a minimum number of distinct states, so that it does not silently shrink. */
interface Scenario {
  readonly name: string;
  readonly minimum: number;
  readonly create: () => World;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'two publishers over a published base, and a reader that looks twice',
    minimum: 11_000,
    create: withReader(tools, TOOLS, ['A', 'B'], (truth) => reader(2, truth, TOOLS)),
  },
  {
    name: 'two first publishers and a reader',
    minimum: 2_000,
    create: withReader(NOTHING, TOOLS, ['A', 'B'], (truth) => reader(1, truth, TOOLS)),
  },
  {
    name: 'two publishers and a reader that starts cold with both reads at once',
    minimum: 20_000,
    create: withReader(tools, TOOLS, ['A', 'B'], prefetchingReader),
  },
  {
    name: 'two publishers of a tool and a prompt, and a reader',
    minimum: 14_000,
    create: withReader(mixed, MIXED, ['A', 'B'], (truth) => reader(1, truth, MIXED)),
  },
  {
    name: 'a publisher of a tool, a prompt, a resource and a template, and a reader that looks twice',
    minimum: 600,
    create: withReader(everyKind, EVERY_KIND, ['A'], (truth) => reader(2, truth, EVERY_KIND)),
  },
  {
    name: 'a publisher of a resource, one that deletes everything, and a reader',
    minimum: 3_900,
    create: () =>
      createWorld(deletable, DELETABLE, (truth) => [
        publisher('A', truth, DELETABLE),
        deleter(truth),
        reader(1, truth, DELETABLE),
      ]),
  },
  {
    name: 'a publisher of a resource and a template, which a reader does not know yet',
    minimum: 150,
    create: withReader(others, RESOURCES, ['A'], readerOfNews),
  },
  {
    name: 'a removal of old versions after a publish, another publisher, and a reader of one head',
    minimum: 40_000,
    create: withRemoval(afterPublish, [anotherPublisher, oneHead]),
  },
  {
    name: 'a removal of all that nobody needs, and a publisher',
    minimum: 11_000,
    create: withRemoval(wholeTable, [anotherPublisher]),
  },
  {
    name: 'a removal of all that nobody needs, and a reader of one head',
    minimum: 900,
    create: withRemoval(wholeTable, [oneHead]),
  },
];

/** Scenarios of at most some thousand states. */
export const few = scenarios.filter(({ minimum }) => minimum < 10_000);

/** The others, which take minutes. */
export const many = scenarios.filter(({ minimum }) => minimum >= 10_000);
