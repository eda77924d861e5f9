import type { JsonObject } from '../../../../lambda/json.ts';
import { ask, call } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';
import { problemsOfTool } from './support/publishing.ts';

/** spec: server/tools */

const RESULT = { content: [{ type: 'text', text: 'ran' } as const] };

describe('names', () => {
  test.each(['', 'a b', 'a,b', 'a/b', 'naïve', 'a'.repeat(129)])(
    'a name %s is refused when it is published',
    async (name) => {
      expect((await problemsOfTool({ name })).join('\n')).toContain('name: must');
    },
  );

  test.each(['a', 'a'.repeat(128), 'getUser', 'DATA_EXPORT_v2', 'admin.tools.list', 'a-b'])(
    'a name %s can be published',
    async (name) => {
      expect(await problemsOfTool({ name })).toEqual([]);
    },
  );

  test('names differ in case', async () => {
    const target = { type: 'static', text: 'HELLO' };
    const handler = (await deploy(tool(), tool({ name: 'GREET', target }))).instance();
    expect((await call(handler, 'greet')).response.result.content[0].text).toBe('Hello');
    expect((await call(handler, 'GREET')).response.result.content[0].text).toBe('HELLO');
    expect((await call(handler, 'Greet')).response.error.code).toBe(-32602);
  });
});

describe('parameters in headers', () => {
  const wants = (header: string) => ({ type: 'string', 'x-mcp-header': header });

  test.each(['', ' ', 'Re gion', 'Re:gion', 'Region\r\nX-Evil: 1', 'Region\n', '\u0000', 'Région'])(
    'a mirrored parameter’s name %j is refused when it is published',
    async (header) => {
      const problems = await problemsOfTool({ input: { type: 'object', properties: { region: wants(header) } } });
      expect(problems.join('\n')).toContain('letters, digits and hyphens');
    },
  );

  test.each([
    'items',
    'prefixItems',
    'oneOf',
    'anyOf',
    'allOf',
    'not',
    'if',
    'then',
    'else',
    '$defs',
    'additionalProperties',
  ])('a parameter below %s cannot be mirrored', async (keyword) => {
    const inner = { type: 'object', properties: { region: wants('Region') } };
    const below: Readonly<Record<string, unknown>> = {
      prefixItems: [inner],
      oneOf: [inner],
      anyOf: [inner],
      allOf: [inner],
      $defs: { inner },
    };
    const outer = { type: keyword.endsWith('tems') ? 'array' : 'object', [keyword]: below[keyword] ?? inner };
    const problems = await problemsOfTool({
      input: { type: 'object', properties: { outer } } as unknown as JsonObject,
    });
    expect(problems.join('\n')).toContain('reached through `properties` alone');
  });
});

describe('results', () => {
  const output = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] };

  test('a structured result is text as well', async () => {
    const handler = (await deploy(tool({ output, target: { type: 'static', json: { count: 3 } } }))).instance();
    const { result } = (await call(handler, 'greet')).response;
    expect(result.structuredContent).toEqual({ count: 3 });
    expect(JSON.parse(result.content[0].text)).toEqual(result.structuredContent);
  });

  test.each([{ count: 'three' }, {}, [], null, undefined])(
    'a result that breaks its output schema never leaves',
    async (structuredContent) => {
      const secret = { content: [{ type: 'text', text: 'half a truth' } as const], structuredContent };
      const handler = (await deploy(tool({ output }))).instance({ runs: { greet: () => secret } });
      const { text, response } = await call(handler, 'greet');
      expect(response.result.isError).toBe(true);
      expect(response.result).not.toHaveProperty('structuredContent');
      expect(text).not.toContain('half a truth');
    },
  );

  test('a result that is too large never leaves', async () => {
    const long = { content: [{ type: 'text', text: 'x'.repeat(5_000) } as const] };
    const handler = (await deploy(tool({ limits: { resultBytes: 1_000 } }))).instance({ runs: { greet: () => long } });
    const { text, response } = await call(handler, 'greet');
    expect(response.result.isError).toBe(true);
    expect(text.length).toBeLessThan(1_000);
  });
});

describe('calls', () => {
  test('arguments that break the schema never reach the target', async () => {
    const reached: JsonObject[] = [];
    const input = {
      type: 'object',
      properties: { id: { type: 'string', pattern: '^[a-z]+$' }, limit: { type: 'integer', maximum: 10 } },
      required: ['id'],
      additionalProperties: false,
    };
    const run = (args: JsonObject) => {
      reached.push(args);
      return RESULT;
    };
    const handler = (await deploy(tool({ input }))).instance({ runs: { greet: run } });
    for (const args of [{}, { id: 7 }, { id: 'A' }, { id: 'a', limit: 11 }, { id: 'a', other: 1 }, { id: null }]) {
      expect((await call(handler, 'greet', args)).response.result.isError).toBe(true);
    }
    expect(reached).toEqual([]);
    await call(handler, 'greet', { id: 'a', limit: 10 });
    expect(reached).toEqual([{ id: 'a', limit: 10 }]);
  });

  test('who lacks a scope neither sees nor calls a tool', async () => {
    const deployment = await deploy(tool(), tool({ name: 'secret', scopes: ['admin', 'ops'] }));
    const some = deployment.instance({ scopes: new Set(['admin']) });
    const all = deployment.instance({ scopes: new Set(['admin', 'ops', 'more']) });
    expect((await ask(some, 'tools/list')).text).not.toContain('secret');
    expect((await call(some, 'secret')).response.error).toEqual({ code: -32602, message: 'Unknown tool: secret' });
    expect((await ask(all, 'tools/list')).text).toContain('secret');
    expect((await call(all, 'secret')).response.result.content[0].text).toBe('Hello');
  });
});
