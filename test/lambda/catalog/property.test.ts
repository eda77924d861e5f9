import fc from 'fast-check';
import type { ToolDocument } from '../../../lambda/catalog/documents.ts';
import { createCatalogReader } from '../../../lambda/catalog/index.ts';
import { PAGE_BYTES, parseLists } from '../../../lambda/catalog/listing.ts';
import { publish } from '../../../lambda/catalog/publish/index.ts';
import { toolDocument } from '../../support/documents.ts';
import { createMemoryTable, type MemoryTable } from '../../support/memory-table.ts';
import { asDocuments } from '../../support/prepare.ts';

/** Big enough that a dozen tools fill a page: pages split, empty and move all the time. */
const LONG = '"'.repeat(25_000);

const changeSets = fc.array(
  fc.record({
    prune: fc.boolean(),
    tools: fc.uniqueArray(
      fc.record({
        name: fc.integer({ min: 0, max: 60 }).map((number) => `t${number}`),
        title: fc.constantFrom('one', 'two'),
        scopes: fc.constantFrom(undefined, ['x'], ['x', 'y']),
      }),
      { selector: ({ name }) => name, maxLength: 40, minLength: 1 },
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

test('whatever is published one after the other, a reader shows what a plain map would hold', async () => {
  await fc.assert(
    fc.asyncProperty(changeSets, async (sets) => {
      const table = createMemoryTable();
      const expected = new Map<string, ToolDocument>();
      for (const { prune, tools } of sets) {
        const documents = tools.map(({ name, title, scopes }) =>
          toolDocument(name, { title, description: LONG, ...(scopes && { scopes }) }),
        );
        if (prune) expected.clear();
        for (const document of documents) expected.set(document.name, document);
        const { version } = await publish(table, { server: 'orders', documents, prune });
        expectSoundPages(table, Number(version));
        await expectShown(table, expected);
      }
    }),
    { numRuns: 40 },
  );
});

/** Pages of a group are in order, own disjoint ranges, and fit an answer. */
function expectSoundPages(table: MemoryTable, version: number): void {
  const index = table.items.get(`L#orders\nv#${String(version).padStart(12, '0')}`);
  if (!index) throw new Error(`no index at ${version}`);
  for (const { pages } of parseLists(index).tools) {
    const starts = pages.map(({ from }) => from);
    expect(starts).toEqual([...new Set(starts)].sort());
    expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeLessThanOrEqual(PAGE_BYTES);
    expect(Math.min(...pages.map(({ count }) => count))).toBeGreaterThan(0);
  }
}

async function expectShown(table: MemoryTable, expected: ReadonlyMap<string, ToolDocument>): Promise<void> {
  const options = { table, prepare: asDocuments, refreshSeconds: 5, cacheEntries: 100, now: () => 0 };
  const reader = createCatalogReader(options);
  const view = await reader.server('orders');
  if (!view) throw new Error('no server');
  for (let number = 0; number <= 60; number += 1) {
    expect(await reader.tool(view, `t${number}`)).toEqual(expected.get(`t${number}`));
  }
  for (const scopes of [[], ['x'], ['x', 'y']]) {
    const held = new Set(scopes);
    const visible = [...expected.values()].filter((tool) => (tool.scopes ?? []).every((scope) => held.has(scope)));
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.page(view, 'tools', cursor, held);
      names.push(...JSON.parse(`[${page.items}]`).map(({ name }: ToolDocument) => name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names.toSorted()).toEqual(visible.map(({ name }) => name).sort());
  }
}
