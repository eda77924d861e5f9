import { ANONYMOUS, type Principal } from '../../../../lambda/auth/index.ts';
import type { PolicyRequest, PolicyResult, ServerPolicies } from '../../../../lambda/auth/policies.ts';
import type { CatalogDocument } from '../../../../lambda/catalog/index.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import { fakePolicies } from '../../../support/policies.ts';
import { ask } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { prompt, resource, server, tool } from '../requirements/support/documents.ts';
import { callerWith } from '../support/access.ts';

const ADA = callerWith([]);
const BOB = callerWith([], { id: 'user:https://issuer.example|bob' });
const many = (count: number, rest: Parameters<typeof tool>[0] = {}) =>
  Array.from({ length: count }, (_, index) => tool({ name: `t${String(index).padStart(5, '0')}`, ...rest }));
/** Tools with long descriptions, of which few fit on a page. */
const long = (count: number) => many(count, { description: 'D'.repeat(16_000) });

async function page(handler: HttpHandler, cursor?: string) {
  const { response, headers } = await ask(handler, 'tools/list', cursor === undefined ? {} : { cursor });
  return { ...response.result, error: response.error, headers };
}

/** All pages of a list. */
async function pages(handler: HttpHandler) {
  const all = [await page(handler)];
  for (let cursor = all[0]?.nextCursor; cursor !== undefined; cursor = all.at(-1)?.nextCursor) {
    all.push(await page(handler, cursor));
  }
  return all;
}

const namesOn = (all: readonly { readonly tools: readonly { readonly name: string }[] }[]) =>
  all.flatMap(({ tools }) => tools.map(({ name }) => name));

/** Policies of tools by name, which count what they are asked. */
function byName(evaluate: (name: string, request: PolicyRequest) => PolicyResult, rest: Partial<ServerPolicies> = {}) {
  const count = { asked: 0 };
  const policies = fakePolicies((request) => {
    count.asked += 1;
    return evaluate(request.action.slice('tool:'.length), request);
  }, rest);
  return { count, policiesOf: () => policies };
}

describe('a list under policies', () => {
  test('shows what may be allowed, and hides only what is certainly denied', async () => {
    const { policiesOf } = byName((name) => (name === 'a' ? 'allow' : name === 'b' ? 'deny' : 'unknown'));
    const documents = ['a', 'b', 'c'].map((name) => tool({ name, title: `Says "${name}"` }));
    const handler = (await deploy(...documents)).core({ policiesOf })(ADA);
    expect(namesOn([await page(handler)])).toEqual(['a', 'c']);
  });

  test('judges every kind by its own action', async () => {
    const asked = new Set<string>();
    const policies = fakePolicies(({ action, arguments: args }) => {
      if (args === undefined) asked.add(action);
      return 'allow';
    });
    const template = resource({ uri: undefined, uriTemplate: 'note://by/{author}', name: 'notes' });
    const handler = (await deploy(tool(), prompt(), resource(), template)).core({ policiesOf: () => policies })(ADA);
    for (const method of ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']) {
      await ask(handler, method);
    }
    expect([...asked].sort()).toEqual([
      'prompt:review',
      'resource:note://1',
      'resource:note://by/{author}',
      'tool:greet',
    ]);
  });

  test('needs scopes and policies both', async () => {
    const { policiesOf } = byName(() => 'allow');
    const documents = [tool({ name: 'a', scopes: ['x'] }), tool({ name: 'b' })];
    const as = (await deploy(...documents)).core({ policiesOf });
    expect(namesOn([await page(as(ADA))])).toEqual(['b']);
    expect(namesOn([await page(as(callerWith(['x'])))])).toEqual(['b', 'a']);
  });

  test('fills its pages: a client that reads the first page only sees what it may', async () => {
    const { policiesOf } = byName((name) => (Number(name.slice(1)) % 100 === 7 ? 'allow' : 'deny'));
    const all = await pages((await deploy(...many(2_500))).core({ policiesOf })(ADA));
    expect(all).toHaveLength(1);
    expect(namesOn(all)).toHaveLength(25);
  });

  test('ends where nothing visible follows: no cursor leads to an empty page', async () => {
    const { policiesOf } = byName((name) => (Number(name.slice(1)) < 60 ? 'allow' : 'deny'));
    const all = await pages((await deploy(...long(200))).core({ policiesOf })(ADA));
    expect(namesOn(all)).toHaveLength(60);
    expect(all.length).toBeGreaterThan(1);
    expect(all.every(({ tools }) => tools.length > 0)).toBe(true);
  });

  test('a response stays within what every path carries', async () => {
    const { policiesOf } = byName((name) => (Number(name.slice(1)) % 2 === 0 ? 'allow' : 'deny'));
    const all = await pages((await deploy(...long(200))).core({ policiesOf })(ADA));
    expect(namesOn(all)).toHaveLength(100);
    for (const { tools } of all) expect(JSON.stringify(JSON.stringify(tools)).length).toBeLessThan(700_000);
  });

  test('is judged once for each caller and version', async () => {
    const { count, policiesOf } = byName(() => 'allow');
    const deployment = await deploy(...many(10));
    const as = deployment.core({ policiesOf });
    for (const caller of [ADA, ADA, BOB, { ...ADA }, callerWith(['more'])]) await page(as(caller));
    expect(count.asked).toBe(30);
    await deployment.publish(tool({ name: 'more' }));
    deployment.clock.ms += 6_000;
    await page(as(ADA));
    expect(count.asked).toBe(41);
  });

  test('is judged again where policies read the time', async () => {
    const { count, policiesOf } = byName((_name, { now }) => (now >= 1_700_000_001_000 ? 'deny' : 'allow'), {
      readsTime: true,
    });
    const deployment = await deploy(...many(10));
    const handler = deployment.core({ policiesOf })(ADA);
    expect(namesOn([await page(handler), await page(handler)])).toHaveLength(20);
    deployment.clock.ms += 1_000;
    expect(namesOn([await page(handler)])).toEqual([]);
    expect(count.asked).toBe(30);
  });

  test('reads nothing when it is warm', async () => {
    const { policiesOf } = byName((name) => (name === 't00001' ? 'deny' : 'allow'));
    const deployment = await deploy(...many(3));
    const as = deployment.core({ policiesOf });
    await page(as(ADA));
    deployment.table.reads.length = 0;
    await page(as(BOB));
    expect(deployment.table.reads).toEqual([]);
  });
});

describe('a cursor', () => {
  const refused = { code: -32602, message: 'Unknown or expired cursor' };

  test('tells nothing of its position, and is never the same', async () => {
    const as = (await deploy(...many(2_500))).core();
    const cursors = [...(await pages(as(ADA))), ...(await pages(as(ADA)))].map(({ nextCursor }) => nextCursor);
    const sent = cursors.filter((cursor) => cursor !== undefined);
    expect(sent.length).toBeGreaterThan(2);
    expect(new Set(sent).size).toBe(sent.length);
    for (const cursor of sent) expect(cursor).toMatch(/^[A-Za-z0-9_-]{54}$/);
  });

  test.each<[string, Principal, Principal]>([
    ['of another caller', ADA, BOB],
    ['of a caller without credentials', ANONYMOUS, ADA],
    ['of a key with the same text in its id', { ...ADA, kind: 'key' }, ADA],
    ['from before the caller got more scopes', ADA, callerWith(['more'])],
    ['from before the caller lost scopes', callerWith(['more']), ADA],
    ['from before the groups changed', callerWith([], { groups: ['i|a'] }), callerWith([], { groups: ['i|b'] })],
    ['from before the key served other servers', callerWith([], { servers: new Set(['test']) }), ADA],
  ])('%s is refused', async (_what, first, second) => {
    const as = (await deploy(...many(1_001))).core();
    const { nextCursor } = await page(as(first));
    expect((await page(as(first), nextCursor)).tools.length).toBeGreaterThan(0);
    expect((await page(as(second), nextCursor)).error).toEqual(refused);
  });

  test('works with new credentials of the same caller and permissions', async () => {
    const as = (await deploy(...many(1_001))).core();
    const { nextCursor } = await page(as(callerWith(['b', 'a'], { issuedAt: 1, expiresAt: 2_000_000_000_000 })));
    const rotated = callerWith(['a', 'b'], { issuedAt: 2, expiresAt: 3_000_000_000_000 });
    expect((await page(as(rotated), nextCursor)).tools.length).toBeGreaterThan(0);
  });

  test('is invalid after policies change, come or go', async () => {
    let policies: ServerPolicies | undefined;
    const as = (await deploy(...many(2_001))).core({ policiesOf: () => policies });
    const next = async () => (await page(as(ADA))).nextCursor;
    const before = await next();
    policies = fakePolicies(() => 'allow');
    expect((await page(as(ADA), before)).error).toEqual(refused);
    const under = await next();
    expect((await page(as(ADA), under)).tools.length).toBeGreaterThan(0);
    policies = fakePolicies(() => 'allow', { version: 2 });
    expect((await page(as(ADA), under)).error).toEqual(refused);
    const later = await next();
    policies = undefined;
    expect((await page(as(ADA), later)).error).toEqual(refused);
  });

  test.each<[string, readonly CatalogDocument[]]>([
    ['a document requires other scopes', [tool({ name: 't00007', scopes: ['x'] })]],
    ['the server requires scopes', [server({ scopes: ['x'] })]],
    ['the server offers scopes', [server({ stepUp: ['x'] })]],
  ])('is invalid once %s', async (_what, documents) => {
    const caller = callerWith(['x']);
    const deployment = await deploy(...many(1_001));
    const as = deployment.core();
    const { nextCursor } = await page(as(caller));
    await deployment.publish(tool({ name: 'new', scopes: ['y'] }), tool({ name: 't00008', title: 'New' }));
    deployment.clock.ms += 6_000;
    expect((await page(as(caller), nextCursor)).tools.length).toBeGreaterThan(0);
    await deployment.publish(...documents);
    deployment.clock.ms += 6_000;
    expect((await page(as(caller), nextCursor)).error).toEqual(refused);
  });
});

describe('the cache scope of a list', () => {
  const scopeOf = async (handler: HttpHandler, method = 'tools/list') => {
    const { response, headers } = await ask(handler, method);
    return [response.result.cacheScope, headers['cache-control']];
  };
  const SHARED = ['public', undefined];
  const OWN = ['private', 'no-store'];

  test('is public where a caller without credentials gets the same answer', async () => {
    const as = (await deploy(tool(), tool({ name: 'b', scopes: ['x'] }))).core();
    expect(await scopeOf(as(ANONYMOUS))).toEqual(SHARED);
    expect(await scopeOf(as(ADA))).toEqual(SHARED);
    expect(await scopeOf(as(callerWith(['x'])))).toEqual(OWN);
    expect(await scopeOf(as(ANONYMOUS), 'server/discover')).toEqual(SHARED);
    expect(await scopeOf(as(callerWith(['x'])), 'server/discover')).toEqual(SHARED);
  });

  test('counts the scopes that a stage gives to callers without credentials', async () => {
    const anonymous = { ...ANONYMOUS, scopes: new Set(['x']) };
    const as = (await deploy(tool({ scopes: ['x'] }), prompt({ scopes: ['y'] }))).core({ anonymous });
    expect(await scopeOf(as(callerWith(['x', 'y'])))).toEqual(SHARED);
    expect(await scopeOf(as(callerWith(['x', 'y'])), 'prompts/list')).toEqual(OWN);
    expect(await scopeOf(as(ADA))).toEqual(OWN);
  });

  test.each(['tools/list', 'server/discover'])('%s is private where they are refused', async (method) => {
    const as = (await deploy(tool())).core({ anonymous: undefined });
    expect(await scopeOf(as(ADA), method)).toEqual(OWN);
    const scoped = (await deploy(tool(), server({ scopes: ['x'] }))).core();
    expect(await scopeOf(scoped(callerWith(['x'])), method)).toEqual(OWN);
  });

  test('is private under policies, unless the caller is that caller, whatever the time', async () => {
    const deployment = await deploy(tool());
    const under = (rest: Partial<ServerPolicies>) =>
      deployment.core({ policiesOf: () => fakePolicies(() => 'allow', rest) });
    for (const method of ['tools/list', 'server/discover']) {
      expect(await scopeOf(under({})(ADA), method)).toEqual(OWN);
      expect(await scopeOf(under({})(ANONYMOUS), method)).toEqual(SHARED);
      expect(await scopeOf(under({ readsTime: true })(ANONYMOUS), method)).toEqual(OWN);
    }
  });

  test.each<[string, Principal, string]>([
    ['private for a user, because cursors are bound to their caller', ADA, 'private'],
    ['public for a caller without credentials', ANONYMOUS, 'public'],
  ])('of several pages is %s, on every page', async (_what, caller, expected) => {
    const all = await pages((await deploy(...many(2_500))).core()(caller));
    expect(all.length).toBeGreaterThan(1);
    expect(new Set(all.map(({ cacheScope }) => cacheScope))).toEqual(new Set([expected]));
  });

  test('of a resource is that of the resource', async () => {
    const as = (await deploy(resource(), resource({ uri: 'note://2', scopes: ['x'] }))).core();
    const read = async (uri: string) => {
      const { response, headers } = await ask(as(callerWith(['x'])), 'resources/read', { uri });
      return [response.result.cacheScope, headers['cache-control']];
    };
    expect(await read('note://1')).toEqual(SHARED);
    expect(await read('note://2')).toEqual(OWN);
  });
});
