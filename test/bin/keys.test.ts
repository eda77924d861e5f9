import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { createKeyVerifier } from '../../lambda/auth/keys/index.ts';
import { openTable } from '../../lambda/catalog/publish/index.ts';
import { openTableIdentity, openTableReader } from '../../lambda/table/index.ts';
import { shellWords } from '../examples/support/command-line.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { targetTypes } from '../support/targets.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-01T00:00:00Z');
const WHO = ['--name', 'nightly', '--owner', 'team-orders'];

let started: StartedTable;
let directory: string;
let now: number;
const environment = { ...process.env };

beforeEach(async () => {
  now = NOW;
  started = await startDynalite('spillway-prod-catalog');
  directory = mkdtempSync(join(tmpdir(), 'spillway-keys-'));
  mkdirSync(join(directory, '.spillway'));
  const { endpoint: tableEndpoint, table, region, credentials } = started;
  const stack = {
    endpoint: 'http://127.0.0.1:8787/',
    ...{ table, tableEndpoint, region, credentials },
    ...{ lambdaEndpoint: 'http://127.0.0.1:1', functions: {}, pid: process.pid },
  };
  writeFileSync(join(directory, '.spillway', 'local.json'), JSON.stringify(stack));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.endpoint;
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
});
afterEach(async () => {
  process.env = { ...environment };
  rmSync(directory, { recursive: true });
  await started.stop();
});

/** Runs `spillway keys`. */
async function keys(words: readonly string[], more: Partial<CliContext> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(['keys', ...words], {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    directory,
    fetch: () => Promise.reject(new Error('no network')),
    targets: targetTypes,
    now: () => now,
    ...more,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function create(...words: readonly string[]): Promise<{ readonly id: string; readonly key: string }> {
  const { out } = await keys(['create', ...WHO, '--local', '--json', ...words]);
  return JSON.parse(out);
}

/** What a function that reads the table for the first time says of a key. */
async function verdict(key: string): Promise<string> {
  const { verify } = createKeyVerifier({
    table: openTableReader(started),
    identity: openTableIdentity(started),
    refreshSeconds: 5,
    now: () => now,
    report: () => {},
  });
  return (await verify(key)).kind;
}

/** The table as a backup restores it: the same items, in another table of the same name. */
async function restore(work: () => Promise<unknown>): Promise<void> {
  const before = openTable(started);
  const backup = await before.query({ pk: 'KEYS' });
  before.close();
  await work();
  await started.stop();
  started = await startDynalite('spillway-prod-catalog');
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.endpoint;
  const after = openTable(started);
  await after.putAll(backup);
  after.close();
}

const DEPLOYED = ['--table', 'spillway-prod-catalog', '--region', 'eu-central-1'];

describe('spillway keys create', () => {
  test('prints the key alone on standard output, and functions accept it', async () => {
    const { code, out, err } = await keys([
      'create',
      ...WHO,
      '--scope',
      'a:read',
      'a:write',
      '--scope',
      'b',
      '--local',
    ]);

    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^spw_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/) });
    expect(await verdict(out)).toBe('valid');
    expect(err).not.toContain(out.slice(17, 40));
    expect(err.split('\n')).toEqual([
      `id       ${out.slice(4, 16)}`,
      'name     nightly',
      'owner    team-orders',
      'status   active',
      'servers  all',
      'scopes   a:read a:write b',
      'limits   those of the stage',
      'created  2026-11-01T00:00:00.000Z',
      'expires  2027-11-01T00:00:00.000Z',
      'This is the key. It is shown only now; its secret is stored nowhere:',
    ]);
  });

  test('prints JSON with everything that the key may do', async () => {
    const words = ['--server', 'orders', '--server', 'goods', '--expires', '90d', '--rate', '0.5', '--burst', '3'];
    const { out, err } = await keys(['create', ...WHO, ...words, '--streams', '2', '--json', ...DEPLOYED]);

    expect(err).toBe('');
    const created = JSON.parse(out);
    expect(created).toEqual({
      key: expect.stringContaining('spw_'),
      id: created.key.slice(4, 16),
      name: 'nightly',
      owner: 'team-orders',
      status: 'active',
      servers: ['orders', 'goods'],
      scopes: [],
      limits: { requestsPerSecond: 0.5, burst: 3, concurrentStreams: 2 },
      createdAt: '2026-11-01T00:00:00.000Z',
      expiresAt: '2027-01-30T00:00:00.000Z',
      rotatedAt: null,
      previousEndsAt: null,
      revokedAt: null,
    });
  });

  test.each([
    ['2026-12-24', '2026-12-24T00:00:00.000Z'],
    ['2026-12-24T18:30Z', '2026-12-24T18:30:00.000Z'],
    ['2026-12-24T18:30:10Z', '2026-12-24T18:30:10.000Z'],
    ['36h', '2026-11-02T12:00:00.000Z'],
    ['365d', '2027-11-01T00:00:00.000Z'],
  ])('--expires %s', async (text, expiresAt) => {
    expect(await create('--expires', text)).toMatchObject({ expiresAt });
  });

  test.each([
    [['--expires', 'soon'], '--expires must be a duration such as 90d, a date such as 2027-01-31'],
    [['--expires', '2027-02-30'], '--expires must be a duration such as 90d, a date'],
    [['--expires', '2027-01-31T18:00'], '--expires must be a duration such as 90d, a date'],
    [['--expires', '0'], 'the expiry must be in the future'],
    [['--expires', '366d'], 'the expiry must be at most 365 days from now, which is auth.maxKeyDays of the stage'],
    [
      ['--server', 'Orders'],
      'the server "Orders" is not valid: a server has 1 to 64 lower-case letters, digits and hyphens',
    ],
    [['--scope', 'a b'], 'the scope "a b" is not valid'],
    [['--rate', 'fast'], '--rate must be a number, found fast'],
    [['--rate', '0'], 'the rate must be a number from 0.001'],
    [['--burst', '5'], 'a burst needs a rate'],
    [['--streams', '1.5'], 'the number of streams must be a whole number'],
    [['--name', ''], 'the name must have 1 to 100 visible characters'],
    [['--table', 'x'], 'pass either --local or --table NAME, not both'],
  ])('%j is a usage error', async (words, message) => {
    const { code, out, err } = await keys(['create', ...WHO, '--local', ...words]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`error: ${message}`);
    expect((await keys(['list', '--local'])).out).toContain('no keys yet');
  });

  test.each(['--name', '--owner'])('without %s is a usage error', async (option) => {
    const words = option === '--name' ? WHO.slice(2) : WHO.slice(0, 2);
    expect(await keys(['create', ...words, '--local'])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`required option '${option} <text>' not specified`),
    });
  });
});

describe('spillway keys list and show', () => {
  test('print everything but secrets and what is derived from them', async () => {
    const created = await Promise.all([create('--server', 'orders', '--scope', 'a'), create(), create()]);
    await keys(['revoke', String(created[1]?.id), '--local']);
    const table = openTable(started);
    const items = await table.query({ pk: 'KEYS' });
    table.close();

    const list = await keys(['list', '--local']);
    const shown = await keys(['show', String(created[0]?.id), '--local']);
    const json = await keys(['list', '--json', '--local']);

    const [head, ...lines] = list.out.split('\n');
    expect(head).toMatch(/^id +status +expires +owner +name +servers +scopes$/);
    expect(lines.map((line) => line.split(/ {2,}/)).toSorted()).toEqual(
      created
        .map(({ id }, index) => {
          const [status, servers, scopes] = [
            index === 1 ? 'revoked' : 'active',
            ...(index === 0 ? ['orders', 'a'] : ['all', 'none']),
          ];
          return [id, status, '2027-11-01', 'team-orders', 'nightly', servers, scopes];
        })
        .toSorted(),
    );
    expect(shown.out).toContain('scopes   a\n');
    expect(JSON.parse(json.out)).toEqual({ keys: expect.any(Array), next: null });
    const printed = [list, shown, json].map(({ out, err }) => out + err).join();
    for (const { key } of created) expect(printed).not.toContain(key.slice(17, 40));
    for (const { hash } of items) expect(printed).not.toContain(hash);
  });

  test('in pages', async () => {
    const ids = (await Promise.all([create(), create(), create()])).map(({ id }) => id).toSorted();

    const first = await keys(['list', '--limit', '2', '--local']);
    const second = await keys(['list', '--limit', '2', '--after', String(ids[1]), '--local']);
    const json = await keys(['list', '--limit', '1', '--json', '--local']);

    expect(first.err).toBe(`there are more keys: pass --after ${ids[1]}`);
    expect(
      first.out
        .split('\n')
        .slice(1)
        .map((line) => line.slice(0, 12)),
    ).toEqual(ids.slice(0, 2));
    expect(second).toMatchObject({ out: expect.stringContaining(String(ids[2])), err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ keys: [{ id: ids[0] }], next: ids[0] });
    expect((await keys(['list', '--after', String(ids[2]), '--local'])).out).toBe('no more keys');
  });

  test.each([
    [['list', '--limit', '0'], 2, 'error: --limit must be a whole number from 1 to 1000, found 0'],
    [['list', '--after', 'x'], 1, 'error: this is not the id of a key'],
    [['show', 'abcdefabcdef'], 1, 'error: there is no key abcdefabcdef in this table'],
  ])('%j is an error', async (words, code, message) => {
    expect(await keys([...words, '--local'])).toEqual({ code, out: '', err: expect.stringContaining(message) });
  });

  test('a whole key in place of its id is not repeated', async () => {
    const { key } = await create();

    const { code, err } = await keys(['show', key, '--local']);

    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('this is not the id of a key') });
    expect(err).not.toContain(key.slice(17, 40));
  });
});

describe('spillway keys rotate', () => {
  test('prints a new key of the same id, and both are valid until the overlap ends', async () => {
    const { id, key } = await create();

    const { code, out, err } = await keys(['rotate', id, '--local']);

    expect({ code, id: out.slice(4, 16) }).toEqual({ code: 0, id });
    expect(err).toContain('previous secret until  2026-11-02T00:00:00.000Z');
    expect(await Promise.all([verdict(key), verdict(out)])).toEqual(['valid', 'valid']);
    now += DAY_MS;
    expect(await Promise.all([verdict(key), verdict(out)])).toEqual(['invalid', 'valid']);
  });

  test('with an overlap of 0 and a new expiry', async () => {
    const { id, key } = await create('--expires', '1d');

    const { out } = await keys(['rotate', id, '--overlap', '0', '--expires', '30d', '--json', '--local']);

    expect(JSON.parse(out)).toMatchObject({
      expiresAt: '2026-12-01T00:00:00.000Z',
      rotatedAt: '2026-11-01T00:00:00.000Z',
    });
    expect(await verdict(key)).toBe('invalid');
  });

  test.each([
    [['--overlap', 'long'], 2, '--overlap must be a duration such as 90d, 24h, 30m or 0, found long'],
    [['--overlap', '31d'], 2, 'the overlap must be from 0 to 30 days'],
    [['--expires', '400d'], 2, 'the expiry must be at most 365 days from now'],
  ])('%j is an error', async (words, code, message) => {
    const { id } = await create();
    const err = expect.stringContaining(`error: ${message}`);
    expect(await keys(['rotate', id, ...words, '--local'])).toEqual({ code, out: '', err });
  });
});

describe('spillway keys revoke', () => {
  test('ends keys for good, and names those that it did not find', async () => {
    const [one, other] = [await create(), await create()];

    const { code, out, err } = await keys(['revoke', one.id, 'abcdefabcdef', other.id, '--local']);

    expect({ code, err }).toEqual({ code: 1, err: 'error: there is no key abcdefabcdef in this table' });
    expect(out).toBe(`${one.id} (nightly) is revoked\n${other.id} (nightly) is revoked`);
    expect(await Promise.all([verdict(one.key), verdict(other.key)])).toEqual(['invalid', 'invalid']);
    expect(await keys(['rotate', one.id, '--local'])).toMatchObject({
      code: 1,
      err: `error: key ${one.id} is revoked for good: create another one`,
    });
  });
});

describe('spillway keys adopt', () => {
  test('makes the keys of a restored table valid again, which without it admits nobody', async () => {
    const [good, bad] = [await create(), await create()];
    await restore(() => keys(['revoke', bad.id, '--local']));
    expect(await Promise.all([verdict(good.key), verdict(bad.key)])).toEqual(['invalid', 'invalid']);
    expect((await keys(['show', bad.id, ...DEPLOYED])).out).toContain('status   other-table: written to another table');

    const { code, out, err } = await keys(['adopt', good.id, ...DEPLOYED]);

    expect({ code, out }).toEqual({ code: 0, out: `${good.id} (nightly) is adopted: active` });
    expect(err).toContain('warning: what happened after the backup is not in it');
    expect(await Promise.all([verdict(good.key), verdict(bad.key)])).toEqual(['valid', 'invalid']);
  });

  test('--all asks, and adopts every key that is not revoked', async () => {
    const created = [await create(), await create(), await create()];
    const [revoked] = created;
    await keys(['revoke', String(revoked?.id), '--local']);
    await restore(async () => {});
    const adopt = (more: Partial<CliContext>, ...words: string[]) =>
      keys(['adopt', '--all', ...words, ...DEPLOYED], more);

    expect(await adopt({})).toMatchObject({ code: 2, err: expect.stringContaining('pass --yes') });
    expect(await adopt({ ask: async () => '' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing was adopted'),
    });
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return 'y';
    };
    expect((await adopt({ ask })).out.split('\n')).toHaveLength(2);
    expect(questions).toEqual(['Adopt 2 keys? [y/N] ']);

    expect(await Promise.all(created.map(({ key }) => verdict(key)))).toEqual(['invalid', 'valid', 'valid']);
    expect(await adopt({}, '--yes')).toMatchObject({ code: 0, out: 'no keys of another table, nothing to adopt' });
  });

  test.each([[[]], [['abcdefabcdef', '--all']]])('%j is a usage error', async (words) => {
    expect(await keys(['adopt', ...words, '--local'])).toMatchObject({
      code: 2,
      err: 'error: pass either the ids of the keys to adopt, or --all',
    });
  });
});

describe('the help of spillway keys', () => {
  test.each(['create', 'list', 'show', 'rotate', 'revoke', 'adopt'])(
    'the examples of `spillway keys %s` run',
    async (command) => {
      const { out } = await keys([command, '--help']);
      const [, examples = ''] = out.split('\nExamples:\n');
      const lines = examples
        .replaceAll('\\\n', ' ')
        .split('\n')
        .filter((line) => line.trim() !== '');

      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) {
        // The examples name a key that every deployment lacks.
        const { id } = await create();
        const [program, group, ...words] = shellWords(line.replace('7Hq2vB0xYkTm', id));
        expect([program, group, words[0]]).toEqual(['spillway', 'keys', command]);
        expect(await keys(words)).toMatchObject({ code: 0 });
      }
    },
  );
});

test('no table is a usage error, and a table that does not exist is named', async () => {
  expect(await keys(['list'])).toMatchObject({ code: 2, err: expect.stringContaining('no table given') });
  const { code, err } = await keys(['list', '--table', 'nowhere', '--region', 'eu-central-1']);
  expect({ code, err }).toEqual({ code: 1, err: 'error: the table does not exist: check --table and the region' });
});
