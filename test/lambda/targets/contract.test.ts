import { Ajv2020 } from 'ajv/dist/2020.js';
import { targets } from '../../../lambda/targets/index.ts';
import { ToolError } from '../../../lambda/targets/types.ts';
import { fixtures } from './fixtures.ts';
import { startUpstream, type Upstream } from './http/upstream.ts';
import { contractFunctions } from './lambda/functions.ts';
import { type FakeLambdaApi, startLambdaApi } from './lambda/lambda-api.ts';
import { awsEnvironment, listing } from './lambda/support.ts';
import { callContext, environment, resultOf } from './support.ts';

let upstream: Upstream;
let lambdaApi: FakeLambdaApi;

const functions = Object.fromEntries(['missing', ...Object.keys(contractFunctions)].map(listing));
const stage = () => environment({ aws: { ...environment().aws, functions } });

beforeAll(async () => {
  lambdaApi = await startLambdaApi(contractFunctions);
  Object.assign(process.env, awsEnvironment(lambdaApi.endpoint));
  upstream = await startUpstream((request, response) => {
    if (request.url?.startsWith('/hang')) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.url?.startsWith('/stall')) return void response.write('{');
    response.end(JSON.stringify({ url: request.url }));
  });
});
afterAll(() => Promise.all([upstream.close(), lambdaApi.close()]));

/** What holds for every kind of target, whichever they are. */
describe.each(Object.entries(targets))('target type %s', (name, type) => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(type.schema);
  const fixture = () => {
    const make = fixtures[name];
    if (!make) throw new Error(`test/lambda/targets/fixtures.ts has no entry for ${name}`);
    return make(upstream.origin);
  };

  test('is registered under its own name and has fixtures', () => {
    expect(type.type).toBe(name);
    expect(fixture().good.length).toBeGreaterThan(0);
    expect(fixture().bad.length).toBeGreaterThan(0);
  });

  test('good blocks satisfy the schema, which is closed, and the check', async () => {
    for (const tool of [...fixture().good, ...fixture().failing, ...fixture().endless]) {
      expect([tool.name, validate(tool.target), validate.errors]).toEqual([tool.name, true, null]);
      expect([tool.name, await type.check(tool)]).toEqual([tool.name, []]);
      expect([tool.name, validate({ ...tool.target, surprise: 1 })]).toEqual([tool.name, false]);
    }
  });

  test('bad blocks are refused by the schema or the check, with a path and a message', async () => {
    for (const tool of fixture().bad) {
      if (!validate(tool.target)) continue;
      const problems = await type.check(tool);
      expect([tool.name, problems.length > 0]).toEqual([tool.name, true]);
      for (const problem of problems) {
        expect(problem).toEqual({ path: expect.any(Array), message: expect.stringMatching(/\S/) });
      }
    }
  });

  test('prepare opens nothing, and a call answers content of known kinds', async () => {
    for (const tool of fixture().good) {
      const prepared = type.prepare(tool, stage());
      const before = [upstream.seen.length, lambdaApi.invocations.length];
      await new Promise(setImmediate);
      expect([upstream.seen.length, lambdaApi.invocations.length]).toEqual(before);
      const result = await resultOf(prepared, { name: 'x' });
      for (const block of result.content) {
        expect(['text', 'image', 'audio', 'resource', 'resource_link']).toContain(block.type);
      }
      if (tool.output) expect(result).toHaveProperty('structuredContent');
    }
  });

  test('what goes wrong is a ToolError that an agent can read', async () => {
    for (const tool of fixture().failing) {
      const failure = await failureOf(() => resultOf(type.prepare(tool, stage()), { name: 'x' }));
      expect([tool.name, failure]).toEqual([tool.name, expect.any(ToolError)]);
      expect(String(failure)).toMatch(/^ToolError: [A-Z].{10,}\.$/s);
    }
  });

  test('a call ends before its deadline', async () => {
    for (const tool of fixture().endless) {
      const context = callContext({ timeoutMs: 200 });
      const failure = await failureOf(() => resultOf(type.prepare(tool, stage()), { name: 'x' }, context));
      expect(Date.now()).toBeLessThanOrEqual(context.deadline);
      expect([tool.name, failure]).toEqual([tool.name, expect.any(ToolError)]);
    }
  });
});

async function failureOf(act: () => Promise<unknown>): Promise<unknown> {
  return act().then(
    () => 'no failure',
    (error: unknown) => error,
  );
}
