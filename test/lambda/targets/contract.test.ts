import { once } from 'node:events';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { targets } from '../../../lambda/targets/index.ts';
import type { Part } from '../../../lambda/targets/parts.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import type { PrepareTarget, TargetTool } from '../../../lambda/targets/types.ts';
import { ToolError } from '../../../lambda/tool-error.ts';
import { answerAws } from './aws/contract-service.ts';
import { useEndpoint } from './dynamodb/cities.ts';
import { contractTable, contractTables } from './dynamodb/contract-table.ts';
import { startProxy, type TableProxy } from './dynamodb/proxy.ts';
import { fixtures } from './fixtures.ts';
import { gate } from './gate.ts';
import { answerGraphql } from './graphql/contract-api.ts';
import { type FakeAws, startAws } from './http/aws.ts';
import { startUpstream, type Upstream } from './http/upstream.ts';
import { contractFunctions } from './lambda/functions.ts';
import { type FakeLambdaApi, startLambdaApi } from './lambda/lambda-api.ts';
import { awsEnvironment, listing } from './lambda/support.ts';
import { allParts, callContext, environment, partsOf, resultOf } from './support.ts';

let upstream: Upstream;
let lambdaApi: FakeLambdaApi;
let tableProxy: TableProxy;
let sts: FakeAws;

const functions = Object.fromEntries(['missing', ...Object.keys(contractFunctions)].map(listing));
const tables = Object.fromEntries(
  Object.keys(contractTables).map((table) => [table, { table, writable: table !== 'missing' }]),
);
const roles = { reader: 'arn:aws:iam::123456789012:role/reader' };
const stage = () => environment({ aws: { ...environment().aws, functions, tables, roles } });
/** A call of a server that lists the upstream. */
const contextOf = (rest: Parameters<typeof callContext>[0] = {}) =>
  callContext({ secretHosts: () => [upstream.host], ...rest });

beforeAll(async () => {
  sts = await startAws();
  lambdaApi = await startLambdaApi(contractFunctions);
  Object.assign(process.env, awsEnvironment(lambdaApi.endpoint));
  tableProxy = await startProxy(undefined);
  tableProxy.intercept = contractTable;
  useEndpoint(tableProxy.origin);
  upstream = await startUpstream(async (request, response) => {
    if (request.url?.startsWith('/hang')) return;
    if (request.url?.startsWith('/graphql')) return answerGraphql(upstream, response);
    if (request.url?.startsWith('/aws')) return answerAws(upstream, response);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.url?.startsWith('/stall')) return void response.write('{');
    if (request.url?.startsWith('/large')) return void response.end(JSON.stringify('x'.repeat(100_000)));
    if (request.url?.startsWith('/gated')) {
      response.write('{"row":1}\n');
      await gate.pass(once(response, 'close'));
      return void response.end('{"row":2}\n');
    }
    response.end(JSON.stringify({ url: request.url }));
  });
});
afterEach(() => gate.open());
afterAll(() => Promise.all([upstream.close(), lambdaApi.close(), tableProxy.close(), sts.close()]));

const KINDS: readonly Part['type'][] = ['progress', 'partial', 'log', 'input_required', 'result'];

/** What holds for every kind of target, whichever they are. */
describe.each(Object.entries(targetTypes))('target type %s', (name, { schema, check, stored }) => {
  /** Prepares a tool as publishing stores it. */
  const prepare = async (tool: TargetTool) => {
    const block = (await stored?.(tool.target)) ?? tool.target;
    return prepareOf(name)({ ...tool, target: { ...block, type: name } }, stage());
  };
  const validate = new Ajv2020({ strict: true, allErrors: true, discriminator: true }).compile(schema);
  const fixture = () => {
    const make = fixtures[name];
    if (!make) throw new Error(`test/lambda/targets/fixtures.ts has no entry for ${name}`);
    return make(upstream.origin);
  };

  const call = async (tool: TargetTool, context = contextOf()) => (await prepare(tool))({ name: 'x' }, context);

  test('is registered under its own name and has fixtures', () => {
    expect(schema).toMatchObject({ properties: { type: { const: name } } });
    expect(fixture().good.length).toBeGreaterThan(0);
    expect(fixture().bad.length).toBeGreaterThan(0);
  });

  test('good blocks satisfy the schema, which is closed, and the check', async () => {
    for (const tool of Object.values({ ...fixture(), bad: [] }).flat()) {
      expect([tool.name, validate(tool.target), validate.errors]).toEqual([tool.name, true, null]);
      expect([tool.name, await check(tool)]).toEqual([tool.name, []]);
      expect([tool.name, validate({ ...tool.target, surprise: 1 })]).toEqual([tool.name, false]);
    }
  });

  test('bad blocks are refused by the schema or the check, with a path and a message', async () => {
    for (const tool of fixture().bad) {
      if (!validate(tool.target)) continue;
      const problems = await check(tool);
      expect([tool.name, problems.length > 0]).toEqual([tool.name, true]);
      for (const problem of problems) {
        const { textLine = 0, ...rest } = problem;
        expect(textLine).toBeGreaterThanOrEqual(0);
        expect(rest).toEqual({ path: expect.any(Array), message: expect.stringMatching(/\S/) });
      }
    }
  });

  test('prepare opens nothing, and a call answers content of known kinds', async () => {
    for (const tool of fixture().good) {
      const prepared = await prepare(tool);
      // Only its own kind's: what a call of another kind had sent when it was given up may still be arriving.
      const seen =
        {
          aws: upstream.seen,
          graphql: upstream.seen,
          http: upstream.seen,
          lambda: lambdaApi.invocations,
          dynamodb: tableProxy.seen,
        }[name] ?? [];
      const before = seen.length;
      await new Promise(setImmediate);
      expect(seen).toHaveLength(before);
      const result = await resultOf(prepared, { name: 'x' }, contextOf());
      for (const block of result.content) {
        expect(['text', 'image', 'audio', 'resource', 'resource_link']).toContain(block.type);
      }
      if (tool.output) expect(result).toHaveProperty('structuredContent');
    }
  });

  test('a call makes parts of known kinds, and exactly one result as the last', async () => {
    for (const tool of [...fixture().good, ...fixture().streaming]) {
      const types = (await allParts(await call(tool))).map((part) => part.type);
      expect([tool.name, types.at(-1), types.indexOf('result')]).toEqual([tool.name, 'result', types.length - 1]);
      expect(KINDS).toEqual(expect.arrayContaining(types));
    }
  });

  test('the first part is there before the second can be made', async () => {
    for (const tool of fixture().streaming) {
      gate.close();
      const parts = partsOf(await call(tool));
      const { value: first } = await parts.next();
      expect([tool.name, first]).toEqual([tool.name, expect.objectContaining({ type: 'partial', rows: 1 })]);
      gate.open();
      const rest = [];
      for await (const { type } of parts) rest.push(type);
      expect([tool.name, rest.at(-1)]).toEqual([tool.name, 'result']);
    }
  });

  test('rows count even when nobody receives them', async () => {
    for (const tool of fixture().streaming) {
      const parts = await allParts(await call(tool, contextOf({ partials: false })));
      const rows = parts.map((part) => (part.type === 'partial' ? (part.rows ?? 0) : 0));
      expect([tool.name, rows.reduce((sum, count) => sum + count, 0)]).toEqual([tool.name, 2]);
    }
  });

  test('who stops listening lets go of everything', async () => {
    for (const tool of fixture().streaming) {
      gate.close();
      const parts = partsOf(await call(tool));
      await parts.next();
      await until(() => gate.holding === 1);
      await parts.return(undefined);
      await until(() => gate.holding === 0);
    }
  });

  test('what is larger than a result may be is a ToolError', async () => {
    for (const tool of fixture().large) {
      const failure = await failureOf(async () => allParts(await call(tool, contextOf({ resultBytes: 10_000 }))));
      expect([tool.name, failure]).toEqual([tool.name, expect.any(ToolError)]);
      expect(JSON.stringify(await resultOf(await prepare(tool), { name: 'x' }, contextOf())).length).toBeGreaterThan(
        100_000,
      );
    }
  });

  test('what goes wrong is a ToolError that an agent can read', async () => {
    for (const tool of fixture().failing) {
      const failure = await failureOf(async () => resultOf(await prepare(tool), { name: 'x' }, contextOf()));
      expect([tool.name, failure]).toEqual([tool.name, expect.any(ToolError)]);
      expect(String(failure)).toMatch(/^ToolError: [A-Z].{10,}\.$/s);
    }
  });

  test('a call ends before its deadline', async () => {
    for (const tool of fixture().endless) {
      const prepared = await prepare(tool);
      // Loads the code of the type, which takes longer here than in a bundle.
      await failureOf(() => resultOf(prepared, { name: 'x' }, contextOf({ timeoutMs: 0 })));
      const context = contextOf({ timeoutMs: 200 });
      const outcome = await resultOf(prepared, { name: 'x' }, context).catch((error: unknown) => error);
      expect(Date.now()).toBeLessThanOrEqual(context.deadline);
      // Rows that arrived in time are a result.
      const note = {
        type: 'text',
        text: expect.stringMatching(
          /^The result is incomplete: .*(?:it took too long|the time limit of the call has passed)\./,
        ),
      };
      const rows = {
        _meta: { 'spillway/incomplete': { more: true, failure: expect.any(String) } },
        content: [{ type: 'text', text: expect.stringMatching(/^\[\{"id":"a"\}/) }, note],
      };
      const expected = tool.target.stream === 'pages' ? rows : expect.any(ToolError);
      expect([tool.name, outcome]).toEqual([tool.name, expected]);
    }
  });
});

function prepareOf(name: string): PrepareTarget {
  const prepare = targets[name];
  if (!prepare) throw new Error(`lambda/targets/index.ts has no entry for ${name}`);
  return prepare;
}

async function until(holds: () => boolean): Promise<void> {
  for (const begun = Date.now(); !holds(); await new Promise((later) => setTimeout(later, 2))) {
    if (Date.now() - begun > 2_000) throw new Error(`still not: ${holds}`);
  }
}

async function failureOf(act: () => Promise<unknown>): Promise<unknown> {
  return act().then(
    () => 'no failure',
    (error: unknown) => error,
  );
}
