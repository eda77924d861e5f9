import {
  CatalogUnavailable,
  createCatalogReader,
  InvalidCursor,
  type ServerView,
} from '../../../../lambda/catalog/index.ts';
import { publish } from '../../../../lambda/catalog/publish/index.ts';
import type { After } from '../../../../lambda/timeout.ts';
import { serverDocument, toolDocument } from '../../../support/documents.ts';
import { holdReads } from '../../../support/held-reads.ts';
import { createMemoryTable, type MemoryTable } from '../../../support/memory-table.ts';
import { asDocuments } from '../../../support/prepare.ts';
import { holding, seeing } from '../../../support/visibility.ts';

const NO_SCOPES = holding();

/** A reader with a fake clock, and functions that publish to its table. */
function prepare(table: MemoryTable = createMemoryTable(), after?: After) {
  const clock = { ms: 1_000_000 };
  const reports: unknown[] = [];
  const reader = createCatalogReader({
    table,
    prepare: asDocuments,
    refreshSeconds: 5,
    staleSeconds: 60,
    cacheEntries: 100,
    now: () => clock.ms,
    report: (error) => reports.push(error),
    ...(after && { after }),
  });
  const view = async (): Promise<ServerView> => {
    const found = await reader.server('orders');
    if (!found) throw new Error('no server');
    return found;
  };
  const write = (...documents: Parameters<typeof toolDocument>[]) =>
    publish(table, { server: 'orders', documents: documents.map((args) => toolDocument(...args)), prune: false });
  const call = async (name: string) => reader.tool(await view(), name);
  return { table, clock, reader, reports, view, write, call };
}

describe('reading a server', () => {
  test('a server that was never published is unknown', async () => {
    const { reader } = prepare();
    expect(await reader.server('orders')).toBeUndefined();
    expect(await reader.server('No/Such/Name')).toBeUndefined();
  });

  test('the view carries serverInfo, the details what the Server document says', async () => {
    const { table, reader, view } = prepare();
    const document = serverDocument({ title: 'Orders', version: '2.1.0', instructions: 'Ask.', description: 'All.' });
    await publish(table, { server: 'orders', documents: [document, toolDocument('a')], prune: false });

    const found = await view();

    expect(found).toMatchObject({ version: 1, info: { name: 'orders', version: '2.1.0', title: 'Orders' } });
    expect(await reader.details(found)).toEqual({ instructions: 'Ask.', description: 'All.' });
  });

  test('a server without a document is known by its name', async () => {
    const { write, view, reader } = prepare();
    await write(['a']);
    expect((await view()).info).toEqual({ name: 'orders', version: '1.0.0' });
    expect(await reader.details(await view())).toEqual({});
  });
});

describe('reading a tool', () => {
  test('a warm call answers at once and reads nothing', async () => {
    const { table, reader, write, call } = prepare();
    await write(['a']);
    await call('a');
    table.reads.length = 0;

    const view = reader.server('orders');
    if (!view || view instanceof Promise) throw new Error('not at once');
    const tool = reader.tool(view, 'a');

    expect(tool).toMatchObject({ name: 'a' });
    expect(table.reads).toEqual([]);
  });

  test('a miss costs one query', async () => {
    const { table, write, call } = prepare();
    await write(['a'], ['b']);
    await call('a');
    table.reads.length = 0;

    await call('b');

    expect(table.reads).toEqual(['query T#orders#b']);
  });

  test.each([10, 10_000])('reads are the same with %i tools', async (count) => {
    const { table, write, call } = prepare();
    await write(...Array.from({ length: count }, (_, index): [string] => [`tool_${index}`]));
    table.reads.length = 0;

    await call('tool_7');
    expect(table.reads).toEqual(['get S#orders head', 'query T#orders#tool_7']);
    await call('tool_8');
    await call('tool_7');
    expect(table.reads).toHaveLength(3);
  });

  test('what was published shows within refreshSeconds plus one request', async () => {
    const { clock, write, call } = prepare();
    await write(['a', { description: 'old' }]);
    await call('a');
    await write(['a', { description: 'new' }]);

    clock.ms += 4_999;
    expect(await call('a')).toMatchObject({ description: 'old' });
    clock.ms += 1;
    expect(await call('a')).toMatchObject({ description: 'new' });
  });

  test('an unknown name makes the head read again: a new tool can be called at once', async () => {
    const { write, call } = prepare();
    await write(['a']);
    await call('a');
    await write(['b']);
    expect(await call('b')).toMatchObject({ name: 'b' });
  });

  test('an unknown name is remembered for its version', async () => {
    const { table, write, call } = prepare();
    await write(['a']);
    expect(await call('nope')).toBeUndefined();
    table.reads.length = 0;
    expect(await call('nope')).toBeUndefined();
    expect(await call('no such / name')).toBeUndefined();
    expect(table.reads).toEqual([]);
  });

  test('a deleted tool is gone', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a'], ['b']);
    await call('a');
    await publish(table, { server: 'orders', documents: [toolDocument('b')], prune: true });
    clock.ms += 5_000;
    expect(await call('a')).toBeUndefined();
    expect(await call('b')).toMatchObject({ name: 'b' });
  });

  test('a tool that a newer version left alone is not prepared again', async () => {
    const { clock, write, call } = prepare();
    await write(['a'], ['b']);
    const before = await call('a');
    await write(['b', { description: 'new' }]);
    clock.ms += 5_000;
    expect(await call('a')).toBe(before);
  });

  test('what an aborted version wrote never shows, however late it was written', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a', { description: 'one' }]);
    const late = { pk: 'T#orders#a', sk: 'v#000000000002', body: JSON.stringify(toolDocument('a')) };
    await table.update({ pk: 'S#orders', sk: 'head' }, { add: { next: 1 } });
    await write(['b']);
    await table.putAll([late]);
    clock.ms += 5_000;

    expect(await call('a')).toMatchObject({ description: 'one' });
  });
});

describe('a cold call', () => {
  test('prefetch sends both reads at once and neither is repeated', async () => {
    const { table, reader, write, call } = prepare();
    await write(['a']);
    table.reads.length = 0;

    reader.prefetch('orders', 'a');
    expect(table.reads).toEqual(['get S#orders head', 'query T#orders#a']);
    expect(await call('a')).toMatchObject({ name: 'a' });
    expect(table.reads).toHaveLength(2);
  });

  test('prefetch does nothing for a known server', async () => {
    const { table, reader, write, call } = prepare();
    await write(['a']);
    await call('a');
    table.reads.length = 0;
    reader.prefetch('orders', 'b');
    expect(table.reads).toEqual([]);
  });

  test('a prefetched tool above the head that shows is not taken', async () => {
    const { table, reader, write, call } = prepare();
    await write(['a', { description: 'shows' }]);
    await table.putAll([{ pk: 'T#orders#a', sk: 'v#000000000002', body: JSON.stringify(toolDocument('a')) }]);
    reader.prefetch('orders', 'a');
    expect(await call('a')).toMatchObject({ description: 'shows' });
  });

  test('a prefetched tool is asked for once more under a later head', async () => {
    const { table, reader, write, call } = prepare();
    await write(['a']);
    await write(['b']);
    reader.prefetch('orders', 'a');
    await call('a');
    table.reads.length = 0;
    await call('a');
    await call('a');
    expect(table.reads).toEqual(['query T#orders#a']);
  });
});

describe('the table is away', () => {
  test('without a copy the catalogue is unavailable', async () => {
    const { table, reader } = prepare();
    table.failure = new Error('away');
    await expect(reader.server('orders')).rejects.toThrow(CatalogUnavailable);
  });

  test('the last good copy serves, and one request in a second tries again', async () => {
    const { table, clock, reports, write, call } = prepare();
    await write(['a']);
    await call('a');
    table.failure = new Error('away');
    clock.ms += 60_000;
    table.reads.length = 0;

    for (let request = 0; request < 3; request += 1) expect(await call('a')).toMatchObject({ name: 'a' });
    expect(table.reads).toHaveLength(1);
    clock.ms += 1_000;
    await call('a');
    expect(table.reads).toHaveLength(2);
    expect(reports).toHaveLength(2);
  });

  test('a table that does not answer holds a request for 250 ms at most', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a']);
    await call('a');
    clock.ms += 59_000;
    table.get = () => new Promise(() => {});

    const begun = performance.now();
    expect(await call('a')).toMatchObject({ name: 'a' });
    expect(performance.now() - begun).toBeLessThan(600);
  });

  test('an older copy of a tool serves while the newer one cannot be read', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a', { description: 'old' }]);
    await call('a');
    await write(['a', { description: 'new' }]);
    clock.ms += 5_000;
    const query = table.query;
    table.query = () => Promise.reject(new Error('away'));
    expect(await call('a')).toMatchObject({ description: 'old' });
    table.query = query;
    expect(await call('a')).toMatchObject({ description: 'new' });
  });

  test('an older copy of a tool does not serve if scopes have changed since', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a']);
    await call('a');
    await write(['a', { scopes: ['orders:write'] }]);
    clock.ms += 5_000;
    const query = table.query;
    table.query = () => Promise.reject(new Error('away'));
    await expect(call('a')).rejects.toThrow(CatalogUnavailable);
    table.query = query;
    expect(await call('a')).toMatchObject({ scopes: ['orders:write'] });
  });

  test('requests at the same time share one read of the head', async () => {
    const { table, write, view } = prepare();
    await write(['a']);
    table.reads.length = 0;
    await Promise.all([view(), view(), view()]);
    expect(table.reads).toEqual(['get S#orders head']);
  });

  test('of two reads under way the one that began later is believed', async () => {
    const { table, clock, write, call, view } = prepare();
    await write(['a', { description: 'old' }]);
    await call('a');
    const present = table.get;
    const old = await present({ pk: 'S#orders', sk: 'head' });
    let answerLate = () => {};
    table.get = () => new Promise((resolve) => (answerLate = () => resolve(old)));
    clock.ms += 6_000;
    expect(await call('a')).toMatchObject({ description: 'old' });
    table.get = present;
    await write(['a', { description: 'new' }]);
    clock.ms += 6_000;
    expect(await call('a')).toMatchObject({ description: 'new' });

    answerLate();
    await new Promise(setImmediate);

    expect(await view()).toMatchObject({ version: 2 });
    expect(await call('a')).toMatchObject({ description: 'new' });
  });

  test('an unknown name waits for the table no more than a known one', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a']);
    await call('a');
    clock.ms += 6_000;
    table.get = () => Promise.reject(new Error('away'));
    expect(await call('nope')).toBeUndefined();
    expect(await call('a')).toMatchObject({ name: 'a' });
  });

  test('a view that no reader made is a bug of the caller', () => {
    const { reader } = prepare();
    const info = { name: 'orders', version: '1' };
    const view = { server: 'orders', version: 1, info, scopes: [], stepUp: [], namedScopes: [] };
    expect(() => reader.tool(view, 'a')).toThrow(TypeError);
  });

  test('a read that began before the function was frozen is not trusted', async () => {
    const { table, clock, write, call, view } = prepare();
    await write(['a', { description: 'old' }]);
    const frozen = table.get;
    table.get = () => new Promise(() => {});
    void view();
    table.get = frozen;
    clock.ms += 3_600_000;
    expect(await call('a')).toMatchObject({ description: 'old' });
  });
});

describe('the table is slow', () => {
  test('a tool that is read late shows with the next request', async () => {
    const { table, clock, write, call } = prepare(createMemoryTable(), atOnce);
    await write(['a', { description: 'old' }]);
    await call('a');
    await write(['a', { description: 'new' }]);
    clock.ms += 5_000;
    const reads = holdReads(table, 'query');
    expect(await call('a')).toMatchObject({ description: 'old' });

    await reads.release();
    const begun = table.reads.length;

    expect(await call('a')).toMatchObject({ description: 'new' });
    expect(table.reads).toHaveLength(begun);
  });

  test('a late result of an older version does not replace a newer one', async () => {
    const { table, clock, write, call } = prepare(createMemoryTable(), atOnce);
    await write(['a', { description: 'one' }]);
    await call('a');
    await write(['a', { description: 'two' }]);
    clock.ms += 5_000;
    const reads = holdReads(table, 'query');
    await call('a');
    reads.stop();
    await write(['a', { description: 'three' }]);
    clock.ms += 5_000;
    expect(await call('a')).toMatchObject({ description: 'three' });

    await reads.release();

    expect(await call('a')).toMatchObject({ description: 'three' });
  });

  test('a late document that cannot be read is reported', async () => {
    const { table, clock, reports, write, call } = prepare(createMemoryTable(), atOnce);
    await write(['a']);
    await call('a');
    await write(['a', { description: 'new' }]);
    clock.ms += 5_000;
    const reads = holdReads(table, 'query');
    await call('a');

    await reads.release(new Error('away'));

    expect(reports).toEqual([new Error('tool a was not read within 250 ms'), new Error('away')]);
  });

  test.each(['get', 'query'] as const)('after an hour without requests, a slow %s is waited for', async (operation) => {
    const { table, clock, write, call } = prepare(createMemoryTable(), atOnce);
    await write(['a', { description: 'old' }]);
    await call('a');
    await write(['a', { description: 'new' }]);
    clock.ms += 3_600_000;
    const reads = holdReads(table, operation);

    const called = call('a');
    await turns();
    await reads.release();

    expect(await called).toMatchObject({ description: 'new' });
  });

  test('a copy that grows stale during a slow read makes the next request wait', async () => {
    const { table, clock, write, call } = prepare(createMemoryTable(), atOnce);
    await write(['a', { description: 'old' }]);
    await call('a');
    await write(['a', { description: 'new' }]);
    clock.ms += 59_500;
    const reads = holdReads(table, 'get');
    expect(await call('a')).toMatchObject({ description: 'old' });
    clock.ms += 500;

    const called = call('a');
    await turns();
    await reads.release();

    expect(await called).toMatchObject({ description: 'new' });
  });

  test('a document of the version before the newest is as old as that version', async () => {
    const { table, clock, write, call, view } = prepare(createMemoryTable(), atOnce);
    await write(['a', { description: 'old' }]);
    await call('a');
    for (let minute = 0; minute < 10; minute += 1) {
      clock.ms += 60_000;
      await view();
    }
    await write(['a', { description: 'new' }]);
    clock.ms += 5_000;
    const reads = holdReads(table, 'query');

    expect(await call('a')).toMatchObject({ description: 'old' });

    await reads.release();
  });
});

describe('the clock steps back', () => {
  test('what is published afterwards shows at once, and then within refreshSeconds', async () => {
    const { clock, write, call } = prepare();
    await write(['a', { description: 'one' }]);
    await call('a');
    clock.ms -= 3_600_000;
    await write(['a', { description: 'two' }]);
    expect(await call('a')).toMatchObject({ description: 'two' });

    await write(['a', { description: 'three' }]);
    clock.ms += 5_000;

    expect(await call('a')).toMatchObject({ description: 'three' });
  });

  test('an attempt that failed before does not delay the next one', async () => {
    const { table, clock, write, call } = prepare();
    await write(['a', { description: 'old' }]);
    await call('a');
    clock.ms += 60_000;
    table.failure = new Error('away');
    await call('a');
    table.failure = undefined;
    await write(['a', { description: 'new' }]);
    clock.ms -= 3_600_000;

    expect(await call('a')).toMatchObject({ description: 'new' });
  });
});

/** Every timeout passes at once. */
const atOnce: After = (_ms, callback) => {
  const timer = setImmediate(callback);
  return () => clearImmediate(timer);
};

/** Lets pending timeouts and promises pass. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

describe('lists', () => {
  test('a page holds the tools by name, as text and escaped', async () => {
    const { reader, write, view } = prepare();
    await write(['b', { description: 'Says "é\n😀"' }], ['a']);

    const page = await reader.page(await view(), 'tools', undefined, NO_SCOPES);

    const tools = JSON.parse(`[${page.items}]`);
    expect(tools.map((tool: { name: string }) => tool.name)).toEqual(['a', 'b']);
    expect(tools[1]).toEqual({
      name: 'b',
      description: 'Says "é\n😀"',
      inputSchema: { type: 'object', properties: { customer: { type: 'string' } } },
    });
    expect(JSON.parse(`"${page.escapedItems}"`)).toBe(page.items);
    expect(page).toMatchObject({ cacheScope: 'public' });
    expect(page.nextCursor).toBeUndefined();
  });

  test('a warm page answers at once', async () => {
    const { reader, write, view } = prepare();
    await write(['a']);
    const head = await view();
    await reader.page(head, 'tools', undefined, NO_SCOPES);
    expect(reader.page(head, 'tools', undefined, NO_SCOPES)).not.toBeInstanceOf(Promise);
    expect(reader.details(head)).not.toBeInstanceOf(Promise);
  });

  test('a server without tools has an empty page', async () => {
    const { table, reader, view } = prepare();
    await publish(table, { server: 'orders', documents: [serverDocument()], prune: false });
    expect(await reader.page(await view(), 'tools', undefined, NO_SCOPES)).toEqual({
      items: '',
      escapedItems: '',
      cacheScope: 'public',
    });
  });

  test('scoped tools show to who holds every scope, and make the list private', async () => {
    const { reader, write, view } = prepare();
    await write(['open'], ['read', { scopes: ['orders:read'] }], ['both', { scopes: ['z', 'orders:read'] }]);
    const names = async (...scopes: string[]) => {
      const page = await reader.page(await view(), 'tools', undefined, holding(...scopes));
      expect(page.cacheScope).toBe('private');
      return JSON.parse(`[${page.items}]`).map((tool: { name: string }) => tool.name);
    };
    expect(await names()).toEqual(['open']);
    expect(await names('orders:read')).toEqual(['open', 'read']);
    expect(await names('orders:read', 'z')).toEqual(['open', 'read', 'both']);
    expect(await names('z')).toEqual(['open']);
  });

  test('the filter decides once for each group of scopes, the group without scopes included', async () => {
    const { reader, write, view } = prepare();
    await write(['open'], ['open2'], ['read', { scopes: ['orders:read'] }]);
    const asked: (readonly string[])[] = [];

    const sight = seeing((scopes) => {
      asked.push(scopes);
      return scopes.length > 0;
    });
    const page = await reader.page(await view(), 'tools', undefined, sight);

    expect(asked).toEqual([[], ['orders:read']]);
    expect(JSON.parse(`[${page.items}]`)).toMatchObject([{ name: 'read' }]);
    expect(page.cacheScope).toBe('private');
  });

  test('a list is whole although the catalogue changes between its pages', async () => {
    const { table, clock, reader, write, view } = prepare();
    await write(...Array.from({ length: 2_500 }, (_, index): [string] => [`t${String(index).padStart(5, '0')}`]));
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.page(await view(), 'tools', cursor, NO_SCOPES);
      names.push(...JSON.parse(`[${page.items}]`).map((tool: { name: string }) => tool.name));
      cursor = page.nextCursor;
      if (cursor) expect(cursor).toMatch(/^[A-Za-z0-9_.-]+$/);
      await publish(table, { server: 'orders', documents: [toolDocument(`new_${names.length}`)], prune: true });
      clock.ms += 5_000;
    } while (cursor);
    expect(names).toHaveLength(2_500);
    expect(new Set(names).size).toBe(2_500);
    expect(names.toSorted()).toEqual(names);
  });

  test.each(['', 'x', '1.0', '1.0.AAAAAAAAAAAAAAAAAAAAAA', '../../etc', `${'9'.repeat(20)}.0.AAAAAAAAAAAAAAAAAAAAAA`])(
    'cursor %p is refused',
    async (cursor) => {
      const { reader, write, view } = prepare();
      await write(['a']);
      const head = await view();
      await expect(async () => reader.page(head, 'tools', cursor, NO_SCOPES)).rejects.toThrow(InvalidCursor);
    },
  );

  test('a cursor of one server is no cursor of another', async () => {
    const { table, reader, view } = prepare();
    const many = Array.from({ length: 1_001 }, (_, index) => toolDocument(`t${index}`));
    await publish(table, { server: 'orders', documents: many, prune: false });
    const other = many.map((tool) => ({ ...tool, server: 'other' }));
    await publish(table, { server: 'other', documents: other, prune: false });
    const { nextCursor } = await reader.page(await view(), 'tools', undefined, NO_SCOPES);
    const foreign = await reader.server('other');
    expect(nextCursor).toBeDefined();
    expect(() => foreign && reader.page(foreign, 'tools', nextCursor, NO_SCOPES)).toThrow(InvalidCursor);
  });
});
