import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { createDenyListReader, isDenied } from '../../lambda/auth/deny-list/index.ts';
import { openTableReader } from '../../lambda/table/index.ts';
import { afterTimeout } from '../../lambda/timeout.ts';
import { shellWords } from '../examples/support/command-line.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { targetTypes } from '../support/targets.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const TABLE = 'spillway-prod-catalog';
const KEY_ID = 'k7Qm2Xw9Tb4R';

let started: StartedTable;
const environment = { ...process.env };
beforeAll(async () => {
  started = await startDynalite(TABLE);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.endpoint;
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
});
afterAll(async () => {
  process.env = environment;
  await started.stop();
});

async function run(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const context: CliContext = {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    directory: process.cwd(),
    fetch: () => Promise.reject(new Error('no network')),
    now: () => NOW,
    targets: targetTypes,
  };
  const isHelp = args.includes('--help');
  const code = await runCommandLine(isHelp ? args : [...args, '--table', TABLE, '--region', started.region], context);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function ids(): Promise<readonly string[]> {
  const { out } = await run('deny', 'list', '--json');
  return JSON.parse(out).map(({ id }: { id: string }) => id);
}

afterEach(async () => {
  const all = await ids();
  if (all.length > 0) await run('deny', 'remove', ...all);
});

describe('spillway deny', () => {
  test('adds, lists and removes entries', async () => {
    const issuer = 'https://login.example.com';
    const added = await run('deny', 'add', '--issuer', issuer, '--subject', 'alice', '--reason', 'lost laptop');
    const [id = ''] = await ids();

    expect(added).toEqual({ code: 0, out: `${id} denies: issuer ${issuer}, subject alice`, err: '' });
    expect(await run('deny', 'list')).toEqual({
      code: 0,
      out: `${id}  2026-11-26T12:00:00.000Z  issuer ${issuer}, subject alice (lost laptop)`,
      err: '',
    });
    expect(JSON.parse((await run('deny', 'list', '--json')).out)).toEqual([
      { id, added: '2026-11-26T12:00:00.000Z', issuer, subject: 'alice', reason: 'lost laptop' },
    ]);
    expect(await run('deny', 'remove', id)).toEqual({ code: 0, out: `removed ${id}`, err: '' });
    expect(await run('deny', 'list')).toEqual({ code: 0, out: 'nobody is denied', err: '' });
  });

  test('is what functions read', async () => {
    await run('deny', 'add', '--client', 'agent', '--issued-before', 'now');
    const reader = createDenyListReader({
      table: openTableReader(started),
      refreshSeconds: 5,
      now: Date.now,
      after: afterTimeout,
      report: () => {},
    });
    const caller = {
      kind: 'user',
      id: 'user:https://a.example|alice',
      scopes: new Set<string>(),
      client: 'agent',
    } as const;

    const list = await reader.current();

    expect(isDenied(list, { ...caller, issuedAt: NOW - 1 })).toBe(true);
    expect(isDenied(list, { ...caller, issuedAt: NOW })).toBe(false);
  });

  test.each([
    ['2026-11-26', '2026-11-26T00:00:00.000Z'],
    ['2026-11-26T13:00:00+01:00', '2026-11-26T12:00:00.000Z'],
    ['now', '2026-11-26T12:00:00.000Z'],
  ])('reads --issued-before %s', async (text, time) => {
    expect((await run('deny', 'add', '--issued-before', text)).out).toContain(`issued before ${time}`);
  });

  test('does not add an entry twice', async () => {
    await run('deny', 'add', '--key', KEY_ID);
    const [id = ''] = await ids();

    expect(await run('deny', 'add', '--key', `key:${KEY_ID}`)).toMatchObject({
      code: 0,
      out: `${id} denies already: key ${KEY_ID}`,
    });
  });

  test.each([
    [['add'], 2, 'pass at least one of --issuer'],
    [['add', '--reason', 'x'], 2, 'pass at least one of --issuer'],
    [['add', '--subject', ''], 2, '--subject must have 1 to 2048 characters'],
    [['add', '--issued-before', 'yesterday'], 2, 'such as 2026-11-26T12:00:00Z'],
    [['add', '--issued-before', '2026-13-45'], 2, 'such as 2026-11-26T12:00:00Z'],
    [['add', '--subject', 'a', '--reason', 'x'.repeat(201)], 2, '--reason must have 1 to 200 characters'],
    [['add', '--key', 'spw_abc_secret'], 2, 'not the key itself'],
    [['add', '--key', 'nightly-report'], 2, '--key must be the id of a key: 12 letters and digits'],
    [['add', '--key', `${KEY_ID}_secret`], 2, '--key must be the id of a key: 12 letters and digits'],
    [['add', '--key', KEY_ID, '--client', 'agent'], 2, 'no caller has both, so the entry would deny nobody'],
    [['add', '--key', KEY_ID, '--issuer', 'https://a.example', '--subject', 'b'], 2, 'pass either --key or'],
    [['remove', 'x'], 1, 'no entry x: nothing was removed'],
  ])('explains what is wrong with %j', async (args, code, message) => {
    const result = await run('deny', ...args);

    expect(result).toMatchObject({ code, out: '', err: expect.stringContaining(message) });
    expect(result.err).not.toContain('secret');
    expect(await ids()).toEqual([]);
  });

  test('the examples of its help run', async () => {
    const { out } = await run('deny', 'add', '--help');
    const [, examples = ''] = out.split('\nExamples:\n');

    for (const line of examples.split('\n')) {
      const words = shellWords(line).slice(1);
      const options = words.findIndex((word) => word === '--local' || word === '--table');
      expect(await run(...words.slice(0, options))).toMatchObject({ code: 0, err: '' });
    }
    expect(await ids()).toHaveLength(3);
  });
});
