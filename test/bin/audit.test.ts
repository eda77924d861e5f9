import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { auditTableOf } from '../../bin/cli/audit/change-log.ts';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { openTable } from '../../lambda/catalog/publish/index.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { targetTypes } from '../support/targets.ts';

const TABLE = 'spillway-prod-catalog';
const NOW = Date.parse('2026-11-26T12:00:00Z');

let started: StartedTable;
let directory: string;
let now = NOW;
const environment = { ...process.env };
beforeEach(async () => {
  now = NOW;
  started = await startDynalite(TABLE);
  directory = mkdtempSync(join(tmpdir(), 'spillway-audit-'));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.endpoint;
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
});
afterEach(async () => {
  process.env = { ...environment };
  rmSync(directory, { recursive: true });
  await started.stop();
});

async function run(...words: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const context: CliContext = {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    directory,
    userDirectory: directory,
    fetch: () => Promise.reject(new Error('no network')),
    now: () => now++,
    targets: targetTypes,
  };
  const code = await runCommandLine([...words, '--table', TABLE, '--region', started.region], context);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** The audit, one list for each change: action, outcome, server, subject, summary. */
async function audit(...words: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  const { out } = await run('audit', '--json', ...words);
  const changes = out === '' ? [] : out.split('\n').map((line) => JSON.parse(line));
  return changes.map(({ action, outcome, server, subject, summary }) => [action, outcome, server, subject, summary]);
}

function write(name: string, text = 'Hello'): void {
  const tool = { kind: 'Tool', server: 'orders', name, description: 'Says hello.', input: { type: 'object' } };
  writeFileSync(join(directory, 'tools.json'), JSON.stringify({ ...tool, target: { type: 'echo', text } }));
}

test('every command that changes something is recorded, with names and versions and without content', async () => {
  write('hello', 'not in the audit');
  await run('apply', '-f', 'tools.json');
  await run('apply', '-f', 'tools.json', '--prune');
  await run('deny', 'add', '--subject', 'alice', '--reason', 'lost laptop');
  const [denied] = JSON.parse((await run('deny', 'list', '--json')).out);
  await run('deny', 'remove', denied.id);
  await run('compact');
  await run('delete', 'orders', '--yes');

  expect(await audit()).toEqual([
    ['catalog.apply', 'done', 'orders', 'orders', 'version 1: created Tool hello'],
    ['catalog.apply', 'done', 'orders', 'orders', 'nothing changed'],
    ['deny.add', 'done', undefined, denied.id, 'subject alice (lost laptop)'],
    ['deny.remove', 'done', undefined, denied.id, ''],
    ['catalog.compact', 'done', undefined, TABLE, expect.stringContaining('orders: ')],
    ['catalog.delete', 'done', 'orders', 'orders', 'version 1: 1 tool'],
  ]);
  expect(await audit('--server', 'orders')).toHaveLength(3);
  expect(await audit('--actor', 'nobody')).toEqual([]);
  const { out } = await run('audit');
  expect(out).toContain(`local:${userInfo().username}`);
  expect(out).not.toContain('not in the audit');
});

test('keys are recorded by their ids, and their secrets by nothing', async () => {
  const created = JSON.parse((await run('keys', 'create', '--name', 'n', '--owner', 'o', '--json')).out);
  const rotated = JSON.parse((await run('keys', 'rotate', created.id, '--json')).out);
  await run('keys', 'revoke', created.id);
  await run('keys', 'revoke', created.key);

  const summary = expect.stringContaining('n, owner o, all servers, scopes none, expires 2027-');
  expect(await audit()).toEqual([
    ['keys.create', 'done', undefined, created.id, summary],
    ['keys.rotate', 'done', undefined, created.id, summary],
    ['keys.revoke', 'done', undefined, created.id, summary],
    ['keys.revoke', 'failed', undefined, '(not the id of a key)', ' (KeyNotChanged)'],
  ]);
  const { out } = await run('audit', '--json');
  for (const { key } of [created, rotated]) expect(out).not.toContain(key.slice(17));
});

test('without its audit, a stage cannot be changed', async () => {
  await started.stop();
  started = await startDynalite('spillway-other-catalog');
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.endpoint;

  const { code, out, err } = await run('deny', 'add', '--subject', 'alice');

  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    'error: nothing was changed, because the audit cannot be written: its table does not exist; deploy the Data stack of the stage',
  );
  expect(await run('audit')).toMatchObject({
    code: 1,
    err: expect.stringContaining('spillway-prod-audit does not exist'),
  });
});

test('a restored key that was revoked or rotated after the backup is not adopted', async () => {
  const ids: string[] = [];
  for (const name of ['kept', 'revoked', 'rotated']) {
    ids.push(JSON.parse((await run('keys', 'create', '--name', name, '--owner', 'o', '--json')).out).id);
  }
  const [kept = '', revoked = '', rotated = ''] = ids;
  const before = openTable(started);
  const backup = await before.query({ pk: 'KEYS' });
  now += 3_600_000;
  await run('keys', 'revoke', revoked);
  await run('keys', 'rotate', rotated);
  // Restored under the same name, the items are those of the backup, and the table is another one.
  await before.putAll(backup.map((item) => ({ ...item, table: 'another' })));
  await before.removeAll([]);
  before.close();

  const { code, out, err } = await run('keys', 'adopt', '--all', '--yes');

  expect(code).toBe(1);
  expect(out).toContain(`${kept} (kept) is adopted`);
  expect(out).not.toContain(revoked);
  expect(err).toContain(`${revoked} was revoked at 2026-11-26T13:00`);
  expect(err).toContain(`${rotated} was rotated at 2026-11-26T13:00`);
  expect(err).toContain('error: 2 keys not adopted');
  expect((await run('keys', 'adopt', revoked)).code).toBe(1);
});

test.each([
  [['--since', 'yesterday'], '--since must be a duration before now such as 7d'],
  [['--since', '1900-01-01'], 'within the last ten years'],
  [['--since', '1d', '--until', '2d'], '--since must be before --until'],
])('audit refuses %j', async (words, message) => {
  expect(await run('audit', ...words)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
});

test.each([
  ['spillway-prod-catalog', 'spillway-prod-audit'],
  [
    'arn:aws:dynamodb:eu-central-1:111122223333:table/spillway-eu-1-catalog',
    'arn:aws:dynamodb:eu-central-1:111122223333:table/spillway-eu-1-audit',
  ],
  ['catalogue', undefined],
  ['spillway-prod-catalog-restored', undefined],
])('the audit of %s is %s', (catalog, expected) => {
  expect(auditTableOf(catalog)).toBe(expected);
});
