import type { CatalogDocument } from '../../../../lambda/catalog/index.ts';
import { ask } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt, resource, tool } from './support/documents.ts';
import { EVERYTHING, METHODS } from './support/everything.ts';

/** spec: server/utilities/caching */

const CACHEABLE = METHODS.filter(([method]) => /discover|list|read/.test(method));

test.each(CACHEABLE)('%s says how long its result holds, and for whom', async (method, params) => {
  const { result } = (await ask((await deploy(...EVERYTHING)).instance(), method, params)).response;
  expect(Number.isInteger(result.ttlMs)).toBe(true);
  expect(result.ttlMs).toBeGreaterThanOrEqual(0);
  expect(['public', 'private']).toContain(result.cacheScope);
});

test('what depends on the caller is private', async () => {
  const scopes = ['admin'];
  const documents = [tool({ scopes }), prompt({ scopes }), resource({ scopes })];
  const deployment = await deploy(...documents, resource({ name: 'open', uri: 'note://open' }));
  for (const method of ['tools/list', 'prompts/list', 'resources/list']) {
    const listed = await ask(deployment.instance({ scopes: new Set(scopes) }), method);
    expect([listed.response.result.cacheScope, listed.headers['cache-control']]).toEqual(['private', 'no-store']);
    // A caller that sees what everybody sees must not learn that there is more.
    const open = await ask(deployment.instance(), method);
    expect([open.response.result.cacheScope, open.headers['cache-control']]).toEqual(['public', undefined]);
  }
  const admin = deployment.instance({ scopes: new Set(scopes) });
  const read = async (uri: string) => (await ask(admin, 'resources/read', { uri })).response.result.cacheScope;
  expect(await read('note://1')).toBe('private');
  expect(await read('note://open')).toBe('public');
});

test('all pages of a list have one scope', async () => {
  const many = Array.from({ length: 1_200 }, (_, n) => tool({ name: `tool-${n}` }));
  const plain = await scopesOfPages(many);
  const scoped = await scopesOfPages([...many, tool({ name: 'a-secret', scopes: ['admin'] })]);
  expect(plain.length).toBeGreaterThan(1);
  // The cursors between pages are bound to their caller.
  expect(new Set(plain)).toEqual(new Set(['private']));
  expect(await scopesOfPages([tool()])).toEqual(['public']);
  expect(new Set(scoped)).toEqual(new Set(['private']));
});

async function scopesOfPages(documents: readonly CatalogDocument[]): Promise<string[]> {
  const handler = (await deploy(...documents)).instance();
  const scopes: string[] = [];
  let cursor: string | undefined;
  do {
    const { result } = (await ask(handler, 'tools/list', cursor === undefined ? {} : { cursor })).response;
    scopes.push(result.cacheScope);
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return scopes;
}
