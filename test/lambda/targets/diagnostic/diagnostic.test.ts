import { DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import { prepareDiagnostic, ROW_LIMITS } from '../../../../lambda/targets/diagnostic/index.ts';
import { targetTypes } from '../../../../lambda/targets/publish.ts';
import { allParts, callContext, environment, resultOf, toolOf } from '../support.ts';

const server = DOCTOR_SERVER;
const rows = prepareDiagnostic(toolOf({ type: 'diagnostic', report: 'rows' }), environment());
const received = prepareDiagnostic(toolOf({ type: 'diagnostic', report: 'request' }), environment());

test('no document can name the type', () => {
  expect(Object.keys(targetTypes)).not.toContain('diagnostic');
});

test('rows are progress, and then their number is the result', async () => {
  expect(await allParts(rows({ rows: 2, intervalMs: 0 }, callContext({ server })))).toEqual([
    { type: 'progress', progress: 1, total: 2, message: expect.stringMatching(/^sent at \d{13}$/) },
    { type: 'progress', progress: 2, total: 2, message: expect.stringMatching(/^sent at \d{13}$/) },
    { type: 'result', result: { content: [{ type: 'text', text: '{"rows":2}' }], structuredContent: { rows: 2 } } },
  ]);
});

test.each([{ rows: 1_000 }, { rows: 'many' }, { rows: -1 }, {}])('the number of rows is bounded: %j', async (args) => {
  const parts = await allParts(rows({ intervalMs: 0, ...args }, callContext({ server })));
  expect(parts).toHaveLength(ROW_LIMITS.rows + 1);
});

test.each([{ intervalMs: 1_000_000 }, { intervalMs: -1 }, {}])('the interval is bounded: %j', async (args) => {
  const { intervalMs } = ROW_LIMITS;
  let now = 0;
  // Each look at the clock finds one interval more, so that no row is waited for.
  const clock = environment({ now: () => now++ * intervalMs });
  const run = prepareDiagnostic(toolOf({ type: 'diagnostic', report: 'rows' }), clock);

  const parts = await allParts(run({ rows: 2, ...args }, callContext({ server, deadline: 2 * intervalMs + 100 })));

  expect(parts).toHaveLength(3);
});

test('rows end before the deadline of the call, with an error that the caller sees', async () => {
  const context = callContext({ server, timeoutMs: 60 });
  await expect(allParts(rows({ rows: 5, intervalMs: 30 }, context))).rejects.toThrow(
    'The call ended after 1 of 5 rows.',
  );
});

test('the address of the request is returned as the function received it', async () => {
  const address = () => ({ host: 'api.example', path: '/mcp/spillway-doctor', query: { a: ['1'] } });
  const { structuredContent } = await resultOf(received, {}, callContext({ server, address }));
  expect(structuredContent).toEqual(address());
});

test('a document of another server, which somebody wrote to the table directly, does nothing', () => {
  for (const run of [rows, received]) {
    expect(() => run({}, callContext({ server: 'orders' }))).toThrow('Only spillway-doctor has tools of this type.');
  }
});
