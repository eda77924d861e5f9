import { edgeRules, NOT_FOUND } from '../../../../lib/constructs/edge/rules.ts';
import { FUNCTIONS } from '../../../../lib/functions/index.ts';

const rules = edgeRules(FUNCTIONS, []);

const PATH = { kind: 'path-regex', regex: '^/(mcp(/[a-z0-9-]{1,64})?|[a-z0-9-]{1,64}/mcp)/?$' };

describe('the rule table of a stage with anonymous callers', () => {
  test('is the one of the design, in its order', () => {
    const forward = (to: string) => ({ kind: 'forward', to });
    const table = rules.map(({ priority, conditions, action }) => ({ priority, conditions, action }));
    expect(table).toEqual([
      {
        priority: 5,
        conditions: [
          PATH,
          { kind: 'method', values: ['GET', 'DELETE'] },
          { kind: 'header', name: 'Origin', values: ['*'] },
        ],
        action: forward('direct'),
      },
      {
        priority: 10,
        conditions: [PATH, { kind: 'method', values: ['GET', 'HEAD', 'DELETE'] }],
        action: {
          kind: 'respond',
          statusCode: 405,
          body: '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Method not allowed: use POST"}}',
        },
      },
      { priority: 20, conditions: [PATH, { kind: 'method', values: ['OPTIONS'] }], action: forward('direct') },
      { priority: 30, conditions: [{ kind: 'path', values: ['/.well-known/*'] }], action: forward('direct') },
      { priority: 40, conditions: [PATH, { kind: 'query', key: 'challenge', value: '1' }], action: forward('direct') },
      {
        priority: 50,
        conditions: [PATH, { kind: 'header', name: 'Mcp-Method', values: ['server/discover', '*/list'] }],
        action: forward('direct'),
      },
      {
        priority: 60,
        conditions: [PATH, { kind: 'header', name: 'Mcp-Method', values: ['subscriptions/listen'] }],
        action: forward('listen'),
      },
      { priority: 900, conditions: [PATH], action: forward('stream') },
      { priority: 999, conditions: [PATH], action: forward('direct') },
    ]);
  });

  test('gives each rule a priority and a name of its own', () => {
    expect(new Set(rules.map((rule) => rule.priority)).size).toBe(rules.length);
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  });

  test('answers anything else with a JSON-RPC error that claims no request', () => {
    expect(NOT_FOUND.statusCode).toBe(404);
    expect(JSON.parse(NOT_FOUND.body)).toEqual({
      jsonrpc: '2.0',
      error: { code: -32601, message: 'No MCP server at this path' },
    });
  });
});

describe('the rule table of a stage that requires credentials', () => {
  const HEADERS = ['Authorization', 'X-Api-Key'];
  const closed = edgeRules(FUNCTIONS, HEADERS);
  const present = (name: string) => ({ kind: 'header', name, values: ['*'] });

  test('has a rule for each header that can carry them, in place of each rule to the private API', () => {
    const listen = { kind: 'header', name: 'Mcp-Method', values: ['subscriptions/listen'] };

    const own = closed.filter(({ priority }) => priority >= 60 && priority < 999);

    expect(own.map(({ priority, conditions, action }) => ({ priority, conditions, action }))).toEqual([
      { priority: 60, conditions: [PATH, listen, present('Authorization')], action: { kind: 'forward', to: 'listen' } },
      { priority: 61, conditions: [PATH, listen, present('X-Api-Key')], action: { kind: 'forward', to: 'listen' } },
      { priority: 900, conditions: [PATH, present('Authorization')], action: { kind: 'forward', to: 'stream' } },
      { priority: 901, conditions: [PATH, present('X-Api-Key')], action: { kind: 'forward', to: 'stream' } },
    ]);
  });

  test('is the same otherwise: what carries no credentials reaches direct, which challenges', () => {
    const others = (table: typeof rules) => table.filter(({ priority }) => priority < 60 || priority === 999);
    expect(others(closed)).toEqual(others(rules));
    expect(closed.at(-1)).toMatchObject({ priority: 999, action: { to: 'direct' } });
  });
});

describe('the path of an MCP server', () => {
  const pattern = new RegExp(PATH.regex);

  test.each([
    '/mcp',
    '/mcp/',
    '/mcp/orders',
    '/mcp/orders/',
    '/orders/mcp',
    '/orders/mcp/',
    '/mcp/mcp',
    '/mcp/a-1',
    `/mcp/${'x'.repeat(64)}`,
  ])('is %s', (path) => {
    expect(path).toMatch(pattern);
  });

  test.each([
    '/',
    '/mcp//',
    '/mcp/Orders',
    '/mcp/a/b',
    '/mcpx',
    '/x/mcp/y',
    '/a/b/mcp',
    '//mcp',
    '/X/mcp',
    `/mcp/${'x'.repeat(65)}`,
  ])('is not %s', (path) => {
    expect(path).not.toMatch(pattern);
  });
});
