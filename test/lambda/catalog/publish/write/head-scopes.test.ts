import type { CatalogDocument } from '../../../../../lambda/catalog/index.ts';
import {
  CatalogTooLarge,
  deleteServer,
  publish,
  readPublishedState,
} from '../../../../../lambda/catalog/publish/index.ts';
import {
  promptDocument,
  resourceDocument,
  serverDocument,
  templateDocument,
  toolDocument,
} from '../../../../support/documents.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';

function prepare() {
  const table = createMemoryTable();
  const apply = async (...documents: readonly CatalogDocument[]) => {
    await publish(table, { server: 'orders', documents, prune: false });
    return head();
  };
  async function head() {
    const { head: found } = await readPublishedState(table, 'orders');
    if (found === undefined) throw new Error('no server');
    const { scopes, stepUp, namedScopes, rescopedAt } = found;
    return { scopes, stepUp, namedScopes, rescopedAt };
  }
  const prune = async (...documents: readonly CatalogDocument[]) => {
    await publish(table, { server: 'orders', documents, prune: true });
    return head();
  };
  return { table, apply, prune };
}

const OPEN = { scopes: [], stepUp: [], namedScopes: [] };

describe('a head', () => {
  test('holds the scopes that decisions need', async () => {
    const { apply } = prepare();
    expect(await apply(toolDocument('a'))).toMatchObject(OPEN);
    const documents = [
      serverDocument({ scopes: ['use'], stepUp: ['write', 'use'] }),
      toolDocument('b', { scopes: ['write', 'admin'] }),
      promptDocument('p', { scopes: ['prompt'] }),
      resourceDocument('x://a', { scopes: ['read'] }),
      templateDocument('x://{id}', { scopes: ['template'] }),
    ];
    expect(await apply(...documents)).toMatchObject({
      scopes: ['use'],
      stepUp: ['write', 'use'],
      namedScopes: ['admin', 'prompt', 'read', 'template', 'use', 'write'],
    });
  });

  test('keeps those of documents that are not in the change set, and forgets those of deleted ones', async () => {
    const { apply, prune } = prepare();
    await apply(serverDocument({ scopes: ['use'] }), toolDocument('a', { scopes: ['read'] }));
    expect(await apply(toolDocument('b'))).toMatchObject({ scopes: ['use'], namedScopes: ['read', 'use'] });
    expect(await prune(toolDocument('b'))).toMatchObject(OPEN);
  });

  test('is refused if its documents name more scopes than it may hold', async () => {
    const { apply } = prepare();
    const tools = Array.from({ length: 201 }, (_, index) => toolDocument(`t${index}`, { scopes: [`scope-${index}`] }));
    await expect(apply(...tools)).rejects.toThrow(CatalogTooLarge);
    await expect(apply(...tools)).rejects.toThrow(/name 201 different scopes; at most 200/);
    expect((await apply(...tools.slice(1))).namedScopes).toHaveLength(200);
  });
});

describe('the version at which cursors become invalid', () => {
  const tool = toolDocument('a', { scopes: ['read'] });

  test.each<[string, readonly CatalogDocument[], boolean]>([
    ['a document is new', [toolDocument('b', { scopes: ['write'] })], false],
    ['a document changes, and not its scopes', [{ ...tool, title: 'New' }], false],
    ['the order of scopes changes', [toolDocument('c', { scopes: ['y', 'x'] })], false],
    ['a document requires other scopes', [{ ...tool, scopes: ['read', 'write'] }], true],
    ['a document requires none any more', [toolDocument('a')], true],
    ['the server requires scopes', [serverDocument({ scopes: ['use'] })], true],
    ['the server offers scopes', [serverDocument({ stepUp: ['use'] })], true],
    ['the server changes otherwise', [serverDocument({ title: 'New' })], false],
  ])('if %s', async (_what, documents, isNew) => {
    const { apply } = prepare();
    const first = await apply(tool, toolDocument('c', { scopes: ['x', 'y'] }));
    expect(first.rescopedAt).toBe(1);
    expect((await apply(...documents)).rescopedAt).toBe(isNew ? 2 : 1);
  });

  test('is that of a server that was deleted and is published again', async () => {
    const { table, apply } = prepare();
    await apply(tool);
    await deleteServer(table, await readPublishedState(table, 'orders'));
    expect((await apply(tool)).rescopedAt).toBe(3);
  });

  test('is that of a version that repairs a lost index', async () => {
    const { table, apply } = prepare();
    await apply(tool);
    await table.removeAll([{ pk: 'L#orders', sk: 'v#000000000001' }]);
    expect((await apply(tool)).rescopedAt).toBe(2);
  });
});
