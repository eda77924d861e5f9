import fc from 'fast-check';
import {
  createCatalogReader,
  LIST_NAMES,
  type ListName,
  type ServerView,
  type Sight,
} from '../../../lambda/catalog/index.ts';
import { PAGE_BYTES, parseLists } from '../../../lambda/catalog/items/index.ts';
import { publish } from '../../../lambda/catalog/publish/index.ts';
import { type ListedDocument, placeOf } from '../../../lambda/catalog/publish/write/index.ts';
import { promptDocument, resourceDocument, templateDocument, toolDocument } from '../../support/documents.ts';
import { holdReads } from '../../support/held-reads.ts';
import { createMemoryTable, type MemoryTable } from '../../support/memory-table.ts';
import { asDocuments } from '../../support/prepare.ts';
import { holding } from '../../support/visibility.ts';

/** Large enough that a dozen documents fill a page, so that pages split, empty and move often. */
const LONG = '"'.repeat(25_000);
const NUMBERS = 40;

type More = { readonly title: string; readonly description: string; readonly scopes?: readonly string[] };

/** The document of a number on a list. */
const MAKE: Readonly<Record<ListName, (number: number, more: More) => ListedDocument>> = {
  tools: (number, more) => toolDocument(`n${number}`, more),
  prompts: (number, more) => promptDocument(`n${number}`, more),
  resources: (number, more) => resourceDocument(`x://n${number}`, more),
  templates: (number, more) => templateDocument(`x://{any}/n${number}`, more),
};

const documents = fc
  .record({
    // Most are of one kind, so that its pages fill.
    list: fc.constantFrom<ListName>('tools', 'tools', 'tools', 'prompts', 'resources', 'templates'),
    number: fc.integer({ min: 0, max: NUMBERS }),
    title: fc.constantFrom('one', 'two'),
    scopes: fc.constantFrom(undefined, ['x'], ['x', 'y']),
  })
  .map(({ list, number, title, scopes }) =>
    MAKE[list](number, { title, description: LONG, ...(scopes && { scopes }) }),
  );

const changeSets = fc.array(
  fc.record({
    prune: fc.boolean(),
    documents: fc.uniqueArray(documents, { selector: keyOf, maxLength: 60, minLength: 1 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function keyOf(document: ListedDocument): string {
  const { list, id } = placeOf(document);
  return `${list} ${id}`;
}

test('whatever is published one after the other, a reader shows what a plain map would hold', async () => {
  await fc.assert(
    fc.asyncProperty(changeSets, async (sets) => {
      const table = createMemoryTable();
      const expected = new Map<string, ListedDocument>();
      for (const { prune, documents } of sets) {
        if (prune) expected.clear();
        for (const document of documents) expected.set(keyOf(document), document);
        const { version } = await publish(table, { server: 'orders', documents, prune });
        expectSoundPages(table, Number(version));
        await expectShown(table, expected);
      }
    }),
    { numRuns: 40 },
  );
});

/** What happens between two calls, and to the reads of the second. */
const moments = fc.record({
  publishes: fc.boolean(),
  passedSeconds: fc.constantFrom(0, 1, 6, 59, 61, 3_600, -3_600),
  reads: fc.constantFrom('answered', 'slow', 'failing'),
});

test('whatever the clock and the table do, a call shows no older version than before, and the newest as soon as promised', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moments, { minLength: 1, maxLength: 12 }), async (sequence) => {
      const table = createMemoryTable();
      const clock = { ms: 10_000_000 };
      const reader = createCatalogReader({
        table,
        prepare: asDocuments,
        refreshSeconds: 5,
        staleSeconds: 60,
        cacheEntries: 100,
        now: () => clock.ms,
        after: (_ms, callback) => {
          const timer = setImmediate(callback);
          return () => clearImmediate(timer);
        },
      });
      let newest = 0;
      const write = async () => {
        newest += 1;
        await publish(table, {
          server: 'orders',
          documents: [toolDocument('a', { title: `${newest}` })],
          prune: false,
        });
      };
      const call = async () => {
        const view = await reader.server('orders');
        return Number((view && (await reader.tool(view, 'a')))?.title);
      };
      await write();
      let shown = await call();
      for (const { publishes, passedSeconds, reads } of sequence) {
        if (publishes) await write();
        clock.ms += passedSeconds * 1000;
        const held = reads === 'slow' ? [holdReads(table, 'get'), holdReads(table, 'query')] : [];
        table.failure = reads === 'failing' ? new Error('away') : undefined;
        const calling = call();
        // Longer than any timeout; a call that waits for the table in spite of that ends with the release.
        for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
        for (const read of held) await read.release();
        const now = await calling;
        table.failure = undefined;
        const stale = passedSeconds < 0 || passedSeconds > 60;
        if (reads === 'answered' ? stale || passedSeconds > 5 : reads === 'slow' && stale) expect(now).toBe(newest);
        expect(now).toBeGreaterThanOrEqual(shown);
        shown = now;
      }
    }),
    { numRuns: 300 },
  );
});

/** The pages of a group are in order, cover disjoint ranges, and fit a response; pages of a version have distinct numbers. */
function expectSoundPages(table: MemoryTable, version: number): void {
  const index = table.items.get(`L#orders\nv#${String(version).padStart(12, '0')}`);
  if (!index) throw new Error(`no index at ${version}`);
  const lists = parseLists(index);
  const groups = LIST_NAMES.flatMap((list) => lists[list]);
  for (const { pages } of groups) {
    const starts = pages.map(({ from }) => from);
    expect(starts).toEqual([...new Set(starts)].sort());
    expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeLessThanOrEqual(PAGE_BYTES);
    expect(Math.min(...pages.map(({ count }) => count))).toBeGreaterThan(0);
  }
  const numbers = groups.flatMap(({ pages }) => pages.map(({ at, id }) => `${at}.${id}`));
  expect(new Set(numbers).size).toBe(numbers.length);
}

async function expectShown(table: MemoryTable, expected: ReadonlyMap<string, ListedDocument>): Promise<void> {
  const reader = createCatalogReader({
    table,
    prepare: asDocuments,
    refreshSeconds: 5,
    staleSeconds: 60,
    cacheEntries: 100,
    now: () => 0,
  });
  const view = await reader.server('orders');
  if (!view) throw new Error('no server');
  const all = holding('x', 'y');
  for (let number = 0; number <= NUMBERS; number += 1) {
    expect(await reader.tool(view, `n${number}`)).toEqual(expected.get(`tools n${number}`));
    expect(await reader.prompt(view, `n${number}`)).toEqual(expected.get(`prompts n${number}`));
    const exact = await reader.resource(view, `x://n${number}`, all);
    expect(exact?.resource).toEqual(expected.get(`resources x://n${number}`));
    const one = await reader.resource(view, `x://one/n${number}`, all);
    expect(one?.resource).toEqual(expected.get(`templates x://{any}/n${number}`));
  }
  for (const scopes of [[], ['x'], ['x', 'y']]) {
    for (const list of LIST_NAMES) {
      const sight = holding(...scopes);
      const visible = [...expected.values()].map(placeIfVisible(sight)).filter((place) => place?.list === list);
      expect((await listed(reader, view, list, sight)).toSorted()).toEqual(visible.map((place) => place?.id).sort());
    }
  }
}

const placeIfVisible = (sight: Sight) => (document: ListedDocument) =>
  sight.seesGroup(document.scopes ?? []) ? placeOf(document) : undefined;

/** The ids on a list, over all its pages. */
async function listed(
  reader: ReturnType<typeof createCatalogReader>,
  view: ServerView,
  list: ListName,
  sight: Sight,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await reader.page(view, list, cursor, sight);
    const entries: Record<string, string>[] = JSON.parse(`[${page.items}]`);
    ids.push(...entries.map(({ uri, uriTemplate, name }) => uri ?? uriTemplate ?? String(name)));
    cursor = page.nextCursor;
  } while (cursor);
  return ids;
}
