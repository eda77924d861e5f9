import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compileTemplate } from '../../../lambda/expression/index.ts';
import { createCheck } from '../../../lambda/schema/index.ts';
import { WorkBudget, WorkExceeded } from '../../../lambda/work/index.ts';
import { createTestServer, modern, modernHeaders, tool } from '../protocol/support/server.ts';
import { COSTLY_CALLS, requestOf } from './support/costly-calls.ts';

const CALLS = Object.entries(COSTLY_CALLS);
/** The promise is 1 s and 128 MB on the machine of the benches; this one may be slower, and has just started. */
const CPU_MS = 2_000;
const MEMORY_MB = 128;

describe('checks and expressions of one request are bounded by work', () => {
  test.each(CALLS)('%s: the call gets an answer to act on, and the next call too', async (_name, call) => {
    const server = createTestServer([call.tool, tool({ name: 'small' })]);

    const answer = await server.post(...requestOf(call));
    const next = await server.post(
      modern('tools/call', { name: 'small' }),
      modernHeaders('tools/call', { 'mcp-name': 'small' }),
    );

    expect(answer.status).toBe(200);
    expect(answer.body.error).toBeUndefined();
    expect(JSON.stringify(answer.body.result).replaceAll('\\n', '\n')).toMatch(call.says);
    expect(next.body.result.content).toEqual([{ type: 'text', text: 'Hello' }]);
  });

  test('none takes more than 1 s of processor time or 128 MB', async () => {
    const script = fileURLToPath(new URL('support/cost-of-calls.ts', import.meta.url));
    const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning'];

    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
    const costs: Record<string, { cpuMs: number; memoryMb: number }> = JSON.parse(stdout);

    expect(Object.keys(costs)).toEqual(CALLS.map(([name]) => name));
    for (const [name, { cpuMs, memoryMb }] of Object.entries(costs)) {
      expect({ name, cpuMs, isQuick: cpuMs < CPU_MS }).toMatchObject({ isQuick: true });
      expect({ name, memoryMb, isSmall: memoryMb < MEMORY_MB }).toMatchObject({ isSmall: true });
    }
  }, 60_000);

  test('a check ends with the time of its call', async () => {
    // A clock that advances whenever it is read.
    let time = 1_700_000_000_000;
    const { tool: document, args } = COSTLY_CALLS['a schema that doubles with each reference'] ?? {};
    const limited = tool({ ...document, limits: { timeoutMs: 50 } });
    const server = createTestServer([limited], { now: () => (time += 20) });

    const answer = await server.post(
      modern('tools/call', { name: limited.name, arguments: args ?? {} }),
      modernHeaders('tools/call', { 'mcp-name': limited.name }),
    );

    expect(answer.body.result.isError).toBe(true);
    expect(answer.body.result.content[0].text).toContain("does not end within the call's time");
  });

  test('a request that has used up its budget has neither its arguments checked nor an expression evaluated', async () => {
    const work = new WorkBudget();
    const meter = work.begin();
    expect(() => {
      for (;;) meter.spend();
    }).toThrow(WorkExceeded);
    meter.end();
    const check = await createCheck({ type: 'object', minProperties: 1 });

    expect(() => check({}, work)).toThrow('The check against the schema was stopped: it takes more processor time');
    await expect(compileTemplate('{% 1 + 1 %}', 'body')({ args: {}, work })).rejects.toThrow(
      "The tool's expression `body` failed: it takes more processor time",
    );
    // What the quick check accepts costs next to nothing.
    expect((await createCheck({ type: 'object' }))({}, work)).toBeUndefined();
  });
});
