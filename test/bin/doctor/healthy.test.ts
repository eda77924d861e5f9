import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALL_CHECKS } from '../../../bin/cli/doctor/index.ts';
import { createDoctorServer } from '../../../bin/cli/doctor/server/index.ts';
import { Interrupted } from '../../../bin/cli/index.ts';
import { withTable } from '../../../bin/cli/table.ts';
import { DOCTOR_SERVER } from '../../../lambda/doctor-server.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../e2e/support/directories.ts';
import { freePort } from '../../e2e/support/ports.ts';
import { startTestStack, type TestStack } from '../../e2e/support/stack.ts';
import { runCommand } from '../support/commands.ts';
import { examine, leftovers } from './support/doctor.ts';

/** What the local stack cannot show. */
const NOT_HERE = ['deployment', 'target-health'];
const MEASURED = [
  'endpoint',
  'clock',
  'method-not-allowed',
  'unknown-path',
  'challenge',
  'built-in-server',
  'list-direct',
  'call-stream',
  'rewrites',
  'subscription',
  'large-body',
  'row-arrival',
  'notification-end',
  'publish-visible',
];

let stack: TestStack;
let other: TemporaryDirectory;
beforeAll(async () => {
  stack = await startTestStack({ auth: true });
  other = await temporaryDirectory();
});
afterAll(async () => {
  await stack.stop();
  await other.remove();
});

/** The same stack, announced with something else. */
async function announced(change: object) {
  const directory = join(other.path, String(Math.random()).slice(2));
  await mkdir(directory);
  await cp(join(stack.directory, '.spillway', 'local.json'), join(directory, 'before.json'));
  const state = JSON.parse(await readFile(join(directory, 'before.json'), 'utf8'));
  await mkdir(join(directory, '.spillway'));
  await writeFile(join(directory, '.spillway', 'local.json'), JSON.stringify({ ...state, ...change }));
  return { directory };
}

test('a healthy stack passes every check, and nothing is left of doctor', async () => {
  const { code, err, report, ids, outcomes } = await examine(stack);

  expect(ids('failed')).toEqual([]);
  expect(ids('passed')).toEqual(MEASURED);
  expect(ids('skipped')).toEqual(NOT_HERE);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(report).toMatchObject({ stage: 'dev', endpoint: stack.endpoint, ok: true, counts: { failed: 0, warned: 0 } });
  expect(outcomes('challenge').map(({ seen }) => seen)).toEqual([
    expect.stringMatching(/^It received 401 with WWW-Authenticate: Bearer .*resource_metadata="http/),
    expect.stringMatching(/^It received 401 with WWW-Authenticate: Bearer error="invalid_token"/),
    'It received 401.',
  ]);
  expect(outcomes('row-arrival')).toMatchObject([
    {
      fix: 'The fillers arrive at once, too, so nothing is held: streaming.flush: none would do.',
      key: 'streaming.flush',
    },
  ]);
  expect(outcomes('large-body').map(({ seen }) => seen)).toEqual(['It received 413.', 'It received 413.']);
  expect(JSON.stringify(report)).not.toContain('spw_');
  expect(await leftovers(stack)).toEqual([]);
  const listed = await runCommand(['list', '--local'], { directory: stack.directory });
  expect(listed.out).not.toContain(DOCTOR_SERVER);
});

test('every ID that doctor reports is in the list that the page names', async () => {
  const known = ALL_CHECKS.map(({ id }) => id);
  expect(new Set(known).size).toBe(known.length);
  expect(known).toEqual(expect.arrayContaining([...MEASURED, ...NOT_HERE]));
});

test('a clock that is an hour ahead fails, and nothing else: keys end by the clock of the endpoint', async () => {
  const { code, ids, outcomes } = await examine(stack, { now: () => Date.now() + 3_600_000 });

  expect(ids('failed')).toEqual(['clock']);
  expect(outcomes('clock')).toMatchObject([
    { seen: "This machine's clock is 3600 s ahead.", fix: expect.stringContaining('Synchronize the clock') },
  ]);
  expect(code).toBe(1);
});

test('an endpoint that does not respond is one failure; what depends on it is skipped', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const { code, err, report, ids, outcomes } = await examine(await announced({ endpoint }));

  expect(ids('failed')).toEqual(['endpoint']);
  expect(ids('skipped')).toEqual([...NOT_HERE, ...MEASURED.slice(1)].sort((a, b) => position(a) - position(b)));
  expect(ids('passed')).toEqual([]);
  expect(outcomes('endpoint')).toMatchObject([
    { seen: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+ did not respond: .*ECONNREFUSED/) },
  ]);
  expect(outcomes('row-arrival')).toMatchObject([{ seen: 'call-stream did not pass.', fix: 'See call-stream.' }]);
  expect({ code, err }).toEqual({ code: 1, err: 'error: 1 check failed: endpoint' });
  expect(await leftovers(stack)).toEqual([]);

  function position(id: string): number {
    return report.checks.findIndex((check) => check.id === id);
  }
});

describe('what an earlier run left', () => {
  /** Ctrl-C while a check runs that calls the server. */
  async function interrupt(during: string): Promise<number> {
    const interruption = new AbortController();
    const begun = (text: string) => {
      if (text.includes(during)) interruption.abort(new Interrupted());
    };
    const { code } = await runCommand(['doctor', '--local'], {
      directory: stack.directory,
      targets: targetTypes,
      drawOver: begun,
      interruption: () => interruption.signal,
    });
    return code;
  }

  test('is nothing after Ctrl-C', async () => {
    expect(await interrupt('Arrival of rows')).toBe(130);
    expect(await leftovers(stack)).toEqual([]);
    const listed = await runCommand(['list', '--local'], { directory: stack.directory });
    expect(listed.out).not.toContain(DOCTOR_SERVER);
  });

  test('is deleted by the next run, if the process was killed', async () => {
    const context = { directory: stack.directory, targets: targetTypes, fetch, stdout() {}, stderr() {} };
    await withTable({ local: true }, context, async (table, { changes }) => {
      await createDoctorServer({ table, changes, maxDays: 365, now: Date.now }).open(Date.now);
    });
    expect(await leftovers(stack)).toHaveLength(1);

    const { code } = await examine(stack);

    expect(code).toBe(0);
    expect(await leftovers(stack)).toEqual([]);
  });
});

test('the audit has every change that doctor made', async () => {
  const { out } = await runCommand(['audit', '--local', '--json'], { directory: stack.directory });
  const actions = out.split('\n').map((line) => JSON.parse(line));
  const own = actions.filter((change) => /spillway.doctor/.test(JSON.stringify(change)));
  expect(new Set(own.map(({ action }) => action))).toEqual(
    new Set(['catalog.apply', 'keys.create', 'keys.revoke', 'catalog.delete']),
  );
  expect(JSON.stringify(actions)).not.toContain('spw_');
});

test.each([
  [[], 'pass either --stage NAME or --local'],
  [['--local', '--stage', 'dev'], 'pass either --stage NAME or --local'],
  [['--local', '--before'], '--before checks an account, and the local stack has none'],
  [['--local', '--my-address', '203.0.113.7'], '--my-address is for --before'],
])('%j is a usage error', async (words, message) => {
  const { code, err } = await runCommand(['doctor', ...words], { directory: stack.directory });
  expect({ code, err }).toEqual({ code: 2, err: `error: ${message}` });
});

test('a stage without a file is an error that names the others', async () => {
  const { code, err } = await runCommand(['doctor', '--stage', 'nowhere'], { directory: stack.directory });
  expect(code).toBe(1);
  expect(err).toMatch(/^error: stage nowhere: config\/nowhere\.yaml does not exist; existing stages: dev, prod$/);
});

test('without a local stack, the error is how to start one', async () => {
  const { code, err } = await runCommand(['doctor', '--local'], { directory: '/' });
  expect({ code, err }).toEqual({ code: 1, err: 'error: no local stack is running here: start one with `npm start`' });
});
