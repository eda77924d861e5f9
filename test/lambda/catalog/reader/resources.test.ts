import {
  CatalogUnavailable,
  createCatalogReader,
  InvalidCursor,
  LIST_NAMES,
  type ServerView,
} from '../../../../lambda/catalog/index.ts';
import { CatalogTooLarge, listDocuments, listServers, publish } from '../../../../lambda/catalog/publish/index.ts';
import {
  promptDocument,
  resourceDocument,
  serverDocument,
  templateDocument,
  toolDocument,
} from '../../../support/documents.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';
import { asDocuments } from '../../../support/prepare.ts';
import { holding } from '../../../support/visibility.ts';

type Documents = Parameters<typeof publish>[1]['documents'];
const NO_SCOPES = holding();

/** A reader with a fake clock, and functions that publish to its table. */
function prepare() {
  const table = createMemoryTable();
  const clock = { ms: 1_000_000 };
  const options = {
    table,
    prepare: asDocuments,
    refreshSeconds: 5,
    staleSeconds: 60,
    cacheEntries: 100,
    now: () => clock.ms,
  };
  const reader = createCatalogReader(options);
  const view = async (): Promise<ServerView> => {
    const found = await reader.server('orders');
    if (!found) throw new Error('no server');
    return found;
  };
  const apply = (documents: Documents, prune = false) => publish(table, { server: 'orders', documents, prune });
  const resource = async (uri: string, ...scopes: string[]) => {
    const found = await reader.resource(await view(), uri, holding(...scopes));
    return found && { id: found.resource.uri ?? found.resource.uriTemplate, variables: found.variables };
  };
  return { table, clock, reader, view, apply, resource };
}

/** One document of every kind and list. */
const ALL: Documents = [
  serverDocument(),
  toolDocument('a'),
  promptDocument('a'),
  resourceDocument('x://a'),
  templateDocument('x://{id}/t'),
];

describe('publishing', () => {
  test('tells what happened to documents of every kind, by kind', async () => {
    const { apply } = prepare();
    const outcomes = async (documents: Documents, prune = false) =>
      (await apply(documents, prune)).documents.map(({ kind, name, outcome }) => `${outcome} ${kind} ${name}`);
    expect(await outcomes(ALL)).toEqual([
      'created Server orders',
      'created Tool a',
      'created Prompt a',
      'created Resource x://a',
      'created Resource x://{id}/t',
    ]);
    expect(await outcomes([promptDocument('a', { title: 'A' }), resourceDocument('x://a')])).toEqual([
      'updated Prompt a',
      'unchanged Resource x://a',
    ]);
    expect(await outcomes([serverDocument(), promptDocument('b')], true)).toEqual([
      'unchanged Server orders',
      'deleted Tool a',
      'created Prompt b',
      'deleted Prompt a',
      'deleted Resource x://a',
      'deleted Resource x://{id}/t',
    ]);
  });

  test('without a change it publishes nothing', async () => {
    const { table, apply } = prepare();
    await apply(ALL);
    const before = new Map(table.items);
    expect(await apply(ALL, true)).toMatchObject({ published: false, version: 1 });
    expect(table.items).toEqual(before);
  });

  test('an overview counts and names every kind', async () => {
    const { table, apply } = prepare();
    await apply([...ALL, promptDocument('b', { title: 'B', scopes: ['read'] })]);
    expect(await listServers(table)).toMatchObject([{ counts: { tools: 1, prompts: 2, resources: 1, templates: 1 } }]);
    expect((await listDocuments(table, 'orders'))?.map(({ list, id, scopes }) => [list, id, ...scopes])).toEqual([
      ['tools', 'a'],
      ['prompts', 'a'],
      ['prompts', 'b', 'read'],
      ['resources', 'x://a'],
      ['templates', 'x://{id}/t'],
    ]);
  });

  test('the head of a server that was compacted shows every kind', async () => {
    const { table, apply, view, reader, resource } = prepare();
    await apply(ALL);
    for (let round = 0; round < 101; round += 1) {
      await table.update({ pk: 'S#orders', sk: 'head' }, { add: { next: 1 } });
      await apply([toolDocument('b', { title: `round ${round}` })]);
    }
    expect(JSON.parse(String(table.items.get('S#orders\nhead')?.floor))).toBeGreaterThan(1);
    expect(await reader.prompt(await view(), 'a')).toMatchObject({ name: 'a' });
    expect(await resource('x://a')).toMatchObject({ id: 'x://a' });
    expect(await resource('x://1/t')).toMatchObject({ id: 'x://{id}/t' });
  });

  test('pages of long URIs keep within one item of names', async () => {
    const { table, apply, view, reader } = prepare();
    const uri = (index: number) => `x://${'a'.repeat(1_000)}/${String(index).padStart(4, '0')}`;
    await apply(Array.from({ length: 600 }, (_, index) => resourceDocument(uri(index), { name: 'r', text: '' })));
    const largest = Math.max(...[...table.items.values()].map((item) => JSON.stringify(item.names ?? '').length));
    expect(largest).toBeLessThan(400_000);
    expect(await reader.resource(await view(), uri(599), NO_SCOPES)).toBeDefined();
  });

  test('more templates than a function should try are refused', async () => {
    const { apply } = prepare();
    const templates = Array.from({ length: 501 }, (_, index) => templateDocument(`x://${index}/{id}`));
    await expect(apply(templates)).rejects.toThrow(CatalogTooLarge);
    await expect(apply(templates)).rejects.toThrow('501 resource templates; at most 500 are allowed');
    await apply(templates.slice(1));
  });

  test('an index of a version before prompts and resources is read as one without', async () => {
    const { table, clock, apply, reader, view, resource } = prepare();
    await apply([toolDocument('a')]);
    expect(Object.keys(table.items.get('L#orders\nv#000000000001') ?? {}).sort()).toEqual(['groups', 'pk', 'sk']);
    expect(await reader.page(await view(), 'prompts', undefined, NO_SCOPES)).toMatchObject({ items: '' });
    expect(await resource('x://a')).toBeUndefined();
    await apply(ALL);
    clock.ms += 5_000;
    expect(await resource('x://a')).toBeDefined();
  });
});

describe('reading a prompt', () => {
  test('has the rules of a tool: warm at once, unknown ones looked for anew', async () => {
    const { table, apply, reader, view } = prepare();
    await apply([promptDocument('a')]);
    const head = await view();
    expect(await reader.prompt(head, 'a')).toMatchObject({ kind: 'Prompt', name: 'a' });
    table.reads.length = 0;
    expect(reader.prompt(head, 'a')).toMatchObject({ name: 'a' });
    expect(table.reads).toEqual([]);

    await apply([promptDocument('b')]);
    expect(await reader.prompt(head, 'b')).toMatchObject({ name: 'b' });
    expect(await reader.tool(await view(), 'a')).toBeUndefined();
  });
});

describe('reading a resource', () => {
  test('an exact URI comes before any template', async () => {
    const { apply, resource } = prepare();
    await apply([templateDocument('x://{any}'), resourceDocument('x://a')]);
    expect(await resource('x://a')).toEqual({ id: 'x://a', variables: {} });
    expect(await resource('x://b')).toEqual({ id: 'x://{any}', variables: { any: 'b' } });
    expect(await resource('y://b')).toBeUndefined();
  });

  test('of several templates the first by text that the caller may see is taken', async () => {
    const { apply, resource } = prepare();
    await apply([
      templateDocument('x://{b}'),
      templateDocument('x://{a}', { scopes: ['secret'] }),
      templateDocument('x://{c}'),
    ]);
    expect(await resource('x://1')).toMatchObject({ id: 'x://{b}' });
    expect(await resource('x://1', 'secret')).toMatchObject({ id: 'x://{a}' });
  });

  test('of several templates those that take any text come last, so that none is out of reach', async () => {
    const { apply, resource } = prepare();
    const texts = ['x://{+path}', 'x://{id}', 'x://{id}/log', 'x://a/{+path}', 'x://a/{id}', 'x://{id}{#part}'];
    await apply(texts.map((text) => templateDocument(text)));
    const found = async (uri: string) => (await resource(uri))?.id;
    expect(await found('x://1')).toBe('x://{id}');
    expect(await found('x://1/log')).toBe('x://{id}/log');
    expect(await found('x://1/2')).toBe('x://{+path}');
    expect(await found('x://a/1')).toBe('x://a/{id}');
    expect(await found('x://a/1/2')).toBe('x://a/{+path}');
    expect(await found('x://1#2')).toBe('x://{id}{#part}');
  });

  test('an exact one that the caller may not see is absent: a template that matches it serves its URI', async () => {
    const { apply, clock, resource } = prepare();
    await apply([resourceDocument('x://a', { scopes: ['secret'] })]);
    expect(await resource('x://a')).toBeUndefined();
    await apply([templateDocument('x://{id}')]);
    clock.ms += 5_000;
    expect(await resource('x://a')).toMatchObject({ id: 'x://{id}' });
    expect(await resource('x://a', 'secret')).toMatchObject({ id: 'x://a' });
  });

  test('a warm one answers at once and reads nothing, by template too', async () => {
    const { table, apply, reader, resource, view } = prepare();
    await apply([templateDocument('x://{id}'), resourceDocument('y://a')]);
    await resource('x://1');
    await resource('y://a');
    const head = await view();
    table.reads.length = 0;
    expect(reader.resource(head, 'x://1', NO_SCOPES)).toMatchObject({ variables: { id: '1' } });
    expect(reader.resource(head, 'y://a', NO_SCOPES)).toMatchObject({ variables: {} });
    expect(table.reads).toEqual([]);
  });

  test('another URI of a warm template costs one query', async () => {
    const { table, apply, resource } = prepare();
    await apply([templateDocument('x://{id}')]);
    await resource('x://1');
    table.reads.length = 0;
    await resource('x://2');
    expect(table.reads).toEqual(['query R#orders#x://2']);
  });

  test('an unknown URI makes the head read again: what is new can be read at once', async () => {
    const { apply, resource } = prepare();
    await apply([toolDocument('a')]);
    expect(await resource('x://a')).toBeUndefined();
    await apply([resourceDocument('x://b'), templateDocument('y://{id}')]);
    expect(await resource('x://b')).toMatchObject({ id: 'x://b' });
    expect(await resource('y://1')).toMatchObject({ id: 'y://{id}' });
  });

  test('a template that is new can be read at once', async () => {
    const { apply, resource, view } = prepare();
    await apply([toolDocument('a')]);
    await view();
    await apply([templateDocument('y://{id}')]);
    expect(await resource('y://1')).toMatchObject({ id: 'y://{id}' });
  });

  test('an exact one comes before a template that was published with it, while the head is read', async () => {
    const { table, clock, apply, resource, view } = prepare();
    await apply([toolDocument('a')]);
    await view();
    const get = table.get;
    let heads = 0;
    table.get = async (key) => {
      heads += key.sk === 'head' ? 1 : 0;
      if (heads === 1) clock.ms += 5_000;
      if (heads === 2) {
        table.get = get;
        await apply([resourceDocument('x://a'), templateDocument('x://{any}')]);
      }
      return get(key);
    };
    expect(await resource('x://a')).toEqual({ id: 'x://a', variables: {} });
  });

  test('an unknown URI is remembered for its version', async () => {
    const { table, apply, reader, resource, view } = prepare();
    await apply([templateDocument('x://{id}')]);
    expect(await resource('z://1')).toBeUndefined();
    const head = await view();
    table.reads.length = 0;
    expect(reader.resource(head, 'z://1', NO_SCOPES)).toBeUndefined();
    expect(table.reads).toEqual([]);
  });

  test.each(['', 'no uri', 'x://{id}', `x://${'a'.repeat(1_100)}`, 'x://é'])('%p is not looked up', async (uri) => {
    const { table, apply, resource } = prepare();
    await apply([templateDocument('x://b/{id}')]);
    await resource('x://b/1');
    table.reads.length = 0;
    expect(await resource(uri)).toBeUndefined();
    expect(table.reads).toEqual([]);
  });

  test('a template is found by its own text, a resource is not', async () => {
    const { apply, reader, view } = prepare();
    await apply([templateDocument('x://{id}'), resourceDocument('x://a')]);
    expect(await reader.template(await view(), 'x://{id}')).toMatchObject({ uriTemplate: 'x://{id}' });
    expect(await reader.template(await view(), 'x://a')).toBeUndefined();
    expect(await reader.template(await view(), 'x://{x}')).toBeUndefined();
  });

  test('a template that this version cannot read is passed over', async () => {
    const { table, apply, resource } = prepare();
    await apply([templateDocument('x://{id*}'), templateDocument('x://{z}')]);
    expect(table.items.get('L#orders\nv#000000000001')?.matching).toContain('{id*}');
    expect(await resource('x://1')).toMatchObject({ id: 'x://{z}' });
  });

  test('a template that lost its scopes is found by who could not see it', async () => {
    const { apply, clock, resource } = prepare();
    await apply([templateDocument('x://{id}', { scopes: ['read'] }), templateDocument('y://{id}')]);
    expect(await resource('x://1')).toBeUndefined();
    await apply([templateDocument('x://{id}')]);
    clock.ms += 5_000;
    expect(await resource('x://1')).toMatchObject({ id: 'x://{id}' });
    await apply([templateDocument('y://{id}')], true);
    clock.ms += 5_000;
    expect(await resource('x://1')).toBeUndefined();
    expect(await resource('y://1')).toMatchObject({ id: 'y://{id}' });
  });
});

describe('lists', () => {
  test('each has its own entries, as clients are shown them', async () => {
    const { apply, reader, view } = prepare();
    const icons = [{ src: 'https://example.com/i.png', mimeType: 'image/png' }];
    await apply([
      promptDocument('greet', {
        title: 'Greet',
        icons,
        arguments: [{ name: 'who', required: true, completion: ['a', 'b'] }],
        _meta: { a: 1 },
      }),
      resourceDocument('x://a', { mimeType: 'text/plain', size: 5, annotations: { priority: 1 }, description: 'A.' }),
      templateDocument('x://{id}', { completions: { id: ['1'] } }),
    ]);
    const items = async (list: (typeof LIST_NAMES)[number]) =>
      JSON.parse(`[${(await reader.page(await view(), list, undefined, NO_SCOPES)).items}]`);
    expect(await items('tools')).toEqual([]);
    expect(await items('prompts')).toEqual([
      { name: 'greet', title: 'Greet', icons, arguments: [{ name: 'who', required: true }], _meta: { a: 1 } },
    ]);
    expect(await items('resources')).toEqual([
      {
        uri: 'x://a',
        name: 'x://a',
        description: 'A.',
        mimeType: 'text/plain',
        size: 5,
        annotations: { priority: 1 },
      },
    ]);
    expect(await items('templates')).toEqual([{ uriTemplate: 'x://{id}', name: 'x://{id}' }]);
  });

  test('a cursor of one list is no cursor of another', async () => {
    const { apply, reader, view } = prepare();
    const many = Array.from({ length: 1_001 }, (_, index) => index);
    await apply(many.flatMap((index) => [toolDocument(`t${index}`), promptDocument(`p${index}`)]));
    const head = await view();
    const { nextCursor } = await reader.page(head, 'tools', undefined, NO_SCOPES);
    expect(nextCursor).toBeDefined();
    expect(await reader.page(head, 'tools', nextCursor, NO_SCOPES)).toBeDefined();
    for (const list of ['prompts', 'resources', 'templates'] as const) {
      await expect(async () => reader.page(head, list, nextCursor, NO_SCOPES)).rejects.toThrow(InvalidCursor);
    }
  });

  const manyOf = {
    tools: (name: string) => toolDocument(name),
    prompts: (name: string) => promptDocument(name),
    resources: (name: string) => resourceDocument(`x://${name}`, { description: 'D'.repeat(2_000) }),
    templates: (name: string) => templateDocument(`x://${name}/{id}`, { description: 'D'.repeat(2_000) }),
  };
  test.each(LIST_NAMES)('a cursor of %s outlives deletion, and a catalogue written anew', async (list) => {
    const { table, clock, apply, reader, view } = prepare();
    const count = list === 'templates' ? 500 : 1_001;
    await apply(Array.from({ length: count }, (_, index) => manyOf[list](`n${index}`)));
    const pages = [await reader.page(await view(), list, undefined, NO_SCOPES)];

    await apply([toolDocument('t')], true);
    for (let round = 0; round < 101; round += 1) {
      await table.update({ pk: 'S#orders', sk: 'head' }, { add: { next: 1 } });
      await apply([toolDocument('t', { title: `round ${round}` })]);
    }
    clock.ms += 5_000;

    for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
      pages.push(await reader.page(await view(), list, cursor, NO_SCOPES));
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(pages.map(({ cacheScope }) => cacheScope))).toEqual(new Set(['private']));
    const names = pages.flatMap(({ items }) => JSON.parse(`[${items}]`).map(({ name }: { name: string }) => name));
    expect([names.length, new Set(names).size]).toEqual([count, count]);
  });

  test('scopes of one list do not make another private', async () => {
    const { apply, reader, view } = prepare();
    await apply([toolDocument('a', { scopes: ['x'] }), promptDocument('a')]);
    const scope = async (list: 'tools' | 'prompts') =>
      (await reader.page(await view(), list, undefined, NO_SCOPES)).cacheScope;
    expect([await scope('tools'), await scope('prompts')]).toEqual(['private', 'public']);
  });
});

describe('watching', () => {
  test('fingerprints differ for the lists that changed, and for no other', async () => {
    const { apply, reader } = prepare();
    const now = async () => {
      const view = await reader.reread('orders');
      if (!view) throw new Error('no server');
      return reader.fingerprints(view, NO_SCOPES);
    };
    await apply(ALL);
    const before = await now();
    await apply([promptDocument('a', { title: 'New' }), templateDocument('x://{id}/t', { title: 'New' })]);
    const after = await now();
    expect(LIST_NAMES.filter((list) => before[list] !== after[list])).toEqual(['prompts', 'templates']);
    await apply([serverDocument({ title: 'New' })]);
    expect(await now()).toEqual(after);
  });

  test('a reread sees what was published this moment', async () => {
    const { apply, reader, view } = prepare();
    expect(await reader.reread('orders')).toBeUndefined();
    expect(await reader.reread('No Such')).toBeUndefined();
    await apply([toolDocument('a')]);
    expect(await reader.reread('orders')).toMatchObject({ version: 1 });
    await apply([toolDocument('b')]);
    expect(await view()).toMatchObject({ version: 1 });
    expect(await reader.reread('orders')).toMatchObject({ version: 2 });
  });

  test('the version of a resource is that of its own document', async () => {
    const { apply, reader } = prepare();
    const version = async (uri: string) => {
      const view = await reader.reread('orders');
      return view && reader.resourceVersion(view, uri);
    };
    await apply([resourceDocument('x://a'), templateDocument('x://{id}')]);
    expect([await version('x://a'), await version('x://b'), await version('x://{id}')]).toEqual([1, 0, 0]);
    await apply([toolDocument('a')]);
    expect(await version('x://a')).toBe(1);
    await apply([resourceDocument('x://a', { text: 'new' })]);
    expect(await version('x://a')).toBe(3);
    await apply([toolDocument('a')], true);
    expect(await version('x://a')).toBe(0);
  });

  test('the version of a resource is never that of an older copy, which would hide a change for good', async () => {
    const { table, apply, reader, resource } = prepare();
    await apply([resourceDocument('x://a')]);
    await resource('x://a');
    await apply([resourceDocument('x://a', { text: 'new' })]);
    const present = await reader.reread('orders');
    if (!present) throw new Error('no server');
    const query = table.query;
    table.query = () => Promise.reject(new Error('away'));
    await expect(reader.resourceVersion(present, 'x://a')).rejects.toThrow(CatalogUnavailable);
    table.query = query;
    expect(await reader.resourceVersion(present, 'x://a')).toBe(2);
  });

  test('details say what may be listened to', async () => {
    const { apply, reader, view } = prepare();
    await apply([serverDocument({ subscriptions: { listChanged: true, maxSeconds: 60 } })]);
    expect(await reader.details(await view())).toEqual({ subscriptions: { listChanged: true, maxSeconds: 60 } });
  });
});
