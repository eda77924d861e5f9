import type { JsonObject } from '../../../lambda/json.ts';
import { callContextFor } from '../../../lambda/protocol/operation/call-context.ts';
import { checkDynamodb } from '../../../lambda/targets/dynamodb/check.ts';
import { compileExpressions } from '../../../lambda/targets/dynamodb/request/index.ts';
import { checkHttp } from '../../../lambda/targets/http/check.ts';
import { compileRequest } from '../../../lambda/targets/http/request/index.ts';
import { checkLambda } from '../../../lambda/targets/lambda/check.ts';
import type { Caller, TargetTool } from '../../../lambda/targets/types.ts';
import { WorkBudget } from '../../../lambda/work/index.ts';
import { toolOf } from './support.ts';

const ADA: Caller = { id: 'user:https://login.example.com|ada', claims: { tenant: 'acme', level: 3 } };
const ANONYMOUS: Caller = { id: 'anonymous', claims: {} };

const URL = 'https://api.example.com/orders';

function requestOf(block: JsonObject) {
  const { build } = compileRequest(toolOf({ type: 'http', url: URL, ...block }));
  return async (caller: Caller) => build({ args: {}, caller, work: new WorkBudget() });
}

describe('$caller in requests', () => {
  test('a header, a query parameter and a body receive what the document names', async () => {
    const request = requestOf({
      method: 'POST',
      headers: { 'x-caller': '{% $caller.id %}' },
      query: { tenant: '{% $caller.claims.tenant %}' },
      body: { level: '{% $caller.claims.level + 1 %}' },
    });

    const { headers, path, body } = await request(ADA);

    expect(headers['x-caller']).toBe('user:https://login.example.com|ada');
    expect(path).toBe('/orders?tenant=acme');
    expect(String(body)).toBe('{"level":4}');
  });

  test('a claim that the caller does not have is absent, and an anonymous caller is `anonymous`', async () => {
    const request = requestOf({
      headers: { 'x-caller': '{% $caller.id %}', 'x-tenant': '{% $caller.claims.tenant %}' },
      query: { part: '{% $caller.claims.toString %}', proto: '{% $caller.claims.constructor %}' },
    });

    const { headers, path } = await request(ANONYMOUS);

    expect(headers).toMatchObject({ 'x-caller': 'anonymous' });
    expect(headers).not.toHaveProperty('x-tenant');
    expect(path).toBe('/orders');
  });

  test('two callers of one prepared tool get requests of their own', async () => {
    const request = requestOf({ headers: { 'x-caller': '{% $caller.id %}' } });

    const [first, second] = await Promise.all([request(ADA), request(ANONYMOUS)]);

    expect([first.headers['x-caller'], second.headers['x-caller']]).toEqual([ADA.id, 'anonymous']);
  });

  test('the partition of a DynamoDB query can be the caller', async () => {
    const expressions = compileExpressions({
      keyConditionExpression: 'customer = :caller',
      expressionAttributeValues: { ':caller': '{% $caller.claims.tenant %}' },
    });

    const { ExpressionAttributeValues } = await expressions({ args: {}, caller: ADA, work: new WorkBudget() });

    expect(ExpressionAttributeValues).toEqual({ ':caller': { S: 'acme' } });
  });

  test('a target gets the id and the listed claims of the caller, and nothing else of it', () => {
    const principal = { kind: 'user', id: ADA.id, claims: ADA.claims, scopes: new Set(['x']), client: 'web' } as const;
    const origin = { principal, trace: undefined, work: new WorkBudget(), now: Date.now };
    const view = { server: 'orders' } as Parameters<typeof callContextFor>[0]['view'];
    const catalog = { details: async () => ({}) } as unknown as Parameters<typeof callContextFor>[0]['catalog'];

    const { caller } = callContextFor({ ...origin, view, catalog }, { deadline: Date.now() + 1000, resultBytes: 1 });

    expect(caller).toEqual(ADA);
  });
});

const WRONG = '$caller must be followed by what is used of it: $caller.id, or a claim such as $caller.claims.tenant';

describe('publishing checks $caller', () => {
  const http = (header: string): TargetTool => toolOf({ type: 'http', url: URL, headers: { 'x-caller': header } });

  test.each([
    '$caller.id',
    '$caller.claims.tenant',
    '$caller.claims.`https://example.com/tenant`',
    '$caller.claims.org.name',
    "$caller.claims.tenant & '/' & $caller.id",
    "$exists($caller.claims.tenant) ? $caller.claims.tenant : 'none'",
  ])('%s is accepted', async (source) => {
    expect(await checkHttp(http(`{% ${source} %}`))).toEqual([]);
  });

  test.each([
    ['$caller', [WRONG]],
    ['$caller.claims', [WRONG]],
    ['$caller.*', [WRONG]],
    ['$caller.claims.*', [WRONG]],
    ['$string($caller)', [WRONG]],
    ["$lookup($caller, 'id')", [WRONG]],
    ['($caller := 1; $caller.id)', [WRONG]],
    ['($mine := $caller; $mine.id)', [WRONG]],
    ['function($caller) { $caller.id }(1)', [WRONG]],
    ['$caller.claims.tenant.%', [WRONG]],
    ['$caller.claims.org.name.%.%', [WRONG]],
    ['$caller.id.(%)', [WRONG]],
    ['($caller.claims.tenant).%', [WRONG]],
    ['$caller.claims.tenant.{"all": %}', [WRONG]],
    ['$caller{"all": $}.all', [WRONG]],
    ['($caller.claims{"all": $}).all', [WRONG]],
    ['$caller.claims{"all": $}', [WRONG]],
    ['$caller.token', ['$caller.token never exists: $caller has id, claims (character 9)']],
    ['$caller.scopes', ['$caller.scopes never exists: $caller has id, claims (character 9)']],
    ['$caller.id.name', ['$caller.id is of type string and has no `name` (character 12)']],
  ])('%s is refused', async (source, messages) => {
    const faults = await checkHttp(http(`{% ${source} %}`));

    expect(faults).toEqual(messages.map((message) => ({ path: ['headers', 'x-caller'], message })));
  });

  test('a result cannot show the caller, and neither can a row', async () => {
    const tool = toolOf({ type: 'http', url: URL, result: '{% $caller.id %}' });

    expect(await checkHttp(tool)).toEqual([
      { path: ['result'], message: '$caller is not defined here; available: $args, $response (character 1)' },
    ]);
  });

  test.each([
    [
      'payload of a function',
      () => checkLambda(toolOf({ type: 'lambda', function: 'f', payload: { who: '{% $caller %}' } })),
    ],
    [
      'key of an item',
      () => checkDynamodb(toolOf({ type: 'dynamodb', operation: 'GetItem', table: 't', key: { id: '{% $caller %}' } })),
    ],
  ])('the %s is checked, too', async (_what, check) => {
    expect((await check()).map(({ message }) => message)).toEqual([WRONG]);
  });
});
