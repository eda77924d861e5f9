import { readConditions } from '../../../local/alb/conditions.ts';
import { readTransforms, TransformFailed } from '../../../local/alb/transforms.ts';
import { propertiesOf } from '../../../local/template/index.ts';
import { request } from '../support/requests.ts';
import { resolverOf } from '../support/templates.ts';

function ruleOf(properties: Record<string, unknown>) {
  const type = 'AWS::ElasticLoadBalancingV2::ListenerRule';
  const resolver = resolverOf({ Test: { Resources: { Rule: { Type: type, Properties: properties } } } });
  const [resource] = resolver.resources(type);
  if (resource === undefined) throw new Error('no rule');
  return propertiesOf(resource, resolver);
}

const conditions = (...list: unknown[]) => readConditions(ruleOf({ Conditions: list }));
const transforms = (...list: unknown[]) => readTransforms(ruleOf({ Transforms: list }));

const header = (name: string, ...values: string[]) => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName: name, Values: values },
});
const pathRegex = (...values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { RegexValues: values } });
const query = (...values: unknown[]) => ({ Field: 'query-string', QueryStringConfig: { Values: values } });

describe('conditions', () => {
  test.each([
    ['a path by wildcard', { Field: 'path-pattern', Values: ['/.well-known/*'] }, { path: '/.well-known/x/y' }, true],
    [
      'a path that only looks alike',
      { Field: 'path-pattern', Values: ['/.well-known/*'] },
      { path: '/Xwell-known/x' },
      false,
    ],
    ['a path in another case', { Field: 'path-pattern', Values: ['/mcp'] }, { path: '/MCP' }, false],
    [
      'a path by expression',
      pathRegex('^/(mcp(/[a-z0-9-]{1,64})?|[a-z0-9-]{1,64}/mcp)/?$'),
      { path: '/mcp/orders' },
      true,
    ],
    [
      'a path that the expression refuses',
      pathRegex('^/(mcp(/[a-z0-9-]{1,64})?|[a-z0-9-]{1,64}/mcp)/?$'),
      { path: '/mcp/a/b' },
      false,
    ],
    [
      'a method',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'HEAD'] } },
      { method: 'HEAD' },
      true,
    ],
    [
      'another method',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
      { method: 'POST' },
      false,
    ],
    [
      'a header without case',
      header('Mcp-Method', 'server/discover', '*/list'),
      { headers: [['mcp-method', 'TOOLS/List']] },
      true,
    ],
    ['a header that is absent', header('Authorization', '*'), { headers: [] }, false],
    [
      'any of several header lines',
      header('X', 'b'),
      {
        headers: [
          ['x', 'a'],
          ['X', 'b'],
        ],
      },
      true,
    ],
    ['one character by question mark', header('X', 'a?c'), { headers: [['X', 'abc']] }, true],
    ['a plain star by backslash', header('X', 'a\\*'), { headers: [['X', 'ab']] }, false],
    ['a query pair', query({ Key: 'challenge', Value: '1' }), { query: 'a=2&challenge=1' }, true],
    ['a query value under any key', query({ Value: '1' }), { query: 'x=1' }, true],
    ['another query value', query({ Key: 'challenge', Value: '1' }), { query: 'challenge=2' }, false],
    ['a host', { Field: 'host-header', HostHeaderConfig: { Values: ['*.EXAMPLE.com'] } }, {}, true],
    ['an address', { Field: 'source-ip', SourceIpConfig: { Values: ['127.0.0.0/8'] } }, {}, true],
    ['another network', { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }, {}, false],
  ] as const)('%s', (_, condition, changes, expected) => {
    const matches = conditions(condition);

    expect(matches(request(changes))).toBe(expected);
  });

  test('a request must match all conditions', () => {
    const matches = conditions(pathRegex('^/mcp$'), header('X', '1'));

    expect(matches(request({ path: '/mcp', headers: [['X', '1']] }))).toBe(true);
    expect(matches(request({ path: '/mcp', headers: [['X', '2']] }))).toBe(false);
  });

  test.each([
    [
      'an unknown field',
      [{ Field: 'cookie' }],
      /Test\/Rule .* Conditions\.0 Field: the condition cookie is not emulated|the condition cookie is not emulated/,
    ],
    [
      'an unknown property',
      [{ Field: 'path-pattern', Values: ['/'], Negate: true }],
      /the property Negate is not emulated/,
    ],
    ['look-ahead', [pathRegex('^/(?!x)')], /does not accept the regular expression/],
    ['a fourth value', [header('X', 'a', 'b', 'c', 'd')], /4 values, but a condition accepts at most 3/],
    [
      'a sixth value',
      [header('X', 'a', 'b', 'c'), header('Y', 'a', 'b', 'c')],
      /6 values, but a rule accepts at most 5/,
    ],
    [
      'a broken CIDR block',
      [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/99'] } }],
      /is not a CIDR block/,
    ],
  ])('%s is rejected', (_, list, message) => {
    expect(() => conditions(...list)).toThrow(message);
  });
});

describe('transforms', () => {
  const hostRewrite = (regex: string, replace: string) => ({
    Type: 'host-header-rewrite',
    HostHeaderRewriteConfig: { Rewrites: [{ Regex: regex, Replace: replace }] },
  });
  const urlRewrite = (regex: string, replace: string) => ({
    Type: 'url-rewrite',
    UrlRewriteConfig: { Rewrites: [{ Regex: regex, Replace: replace }] },
  });

  test('rewrites host and URL and keeps the query', () => {
    const transform = transforms(
      hostRewrite('.*', 'abc.execute-api.eu-west-1.amazonaws.com'),
      urlRewrite('^([^?]*)', '/live$1'),
    );

    const rewritten = transform(request({ path: '/mcp/orders', query: 'a=1' }));

    expect(rewritten).toMatchObject({ path: '/live/mcp/orders', query: 'a=1' });
    expect(rewritten.headers).toEqual([['Host', 'abc.execute-api.eu-west-1.amazonaws.com']]);
  });

  test('leaves a request unchanged if the expression does not match', () => {
    const original = request({ path: '/other' });

    expect(transforms(urlRewrite('^/mcp(.*)$', '/live$1'))(original)).toBe(original);
  });

  test('fails for a result that is not a valid URL or host', () => {
    expect(() => transforms(urlRewrite('^/', ''))(request({ path: '/x' }))).toThrow(TransformFailed);
    expect(() => transforms(hostRewrite('.*', 'a b'))(request())).toThrow(TransformFailed);
  });

  test.each([
    ['an unknown type', [{ Type: 'header-rewrite' }], /the transform header-rewrite is not emulated/],
    ['two of one type', [urlRewrite('a', 'b'), urlRewrite('a', 'b')], /a second url-rewrite/],
  ])('%s is rejected', (_, list, message) => {
    expect(() => transforms(...list)).toThrow(message);
  });
});
