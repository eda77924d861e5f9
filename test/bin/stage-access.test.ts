import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { publishCatalog } from '../../local/catalog/index.ts';
import { LocalStackError } from '../../local/errors.ts';

const access = { functions: ['rank'], tables: {}, roles: [], allowedNetworks: ['127.0.0.0/8'], loopback: true };
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
/** Nothing listens there: the documents fail before the table is used. */
const location = { table: 't', region: 'us-east-1', credentials };
const TABLE_URL = 'http://127.0.0.1:1';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-access-'));
  const tool = { kind: 'Tool', server: 'a', name: 't', description: 'D', input: { type: 'object' } };
  const target = { type: 'lambda', function: 'missing' };
  mkdirSync(join(directory, 'tools'));
  writeFileSync(join(directory, 'tools', 'a.json'), JSON.stringify({ ...tool, target }));
  mkdirSync(join(directory, '.spillway'));
  const stack = {
    ...location,
    endpoint: TABLE_URL,
    tableEndpoint: TABLE_URL,
    lambdaEndpoint: TABLE_URL,
    functions: {},
  };
  writeFileSync(join(directory, '.spillway', 'local.json'), JSON.stringify({ ...stack, access, pid: process.pid }));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('apply --local reports a function that the stage does not list', async () => {
  const err: string[] = [];
  const code = await runCommandLine(['apply', '-f', join(directory, 'tools'), '--local'], {
    stdout: () => undefined,
    stderr: (text) => err.push(text),
    directory,
    fetch,
    targets: targetTypes,
  });

  expect(code).toBe(1);
  expect(err.join('\n')).toContain('a.json:1: document 1: target.function: the stage lists no function `missing`');
});

test('the local stack refuses such a catalogue', async () => {
  const where = { ...location, endpoint: TABLE_URL, stage: access, areExamples: false, moved: [] };
  const publishing = publishCatalog([join(directory, 'tools')], where, () => undefined);

  await expect(publishing).rejects.toThrow(LocalStackError);
  await expect(publishing).rejects.toThrow('the stage lists no function `missing`');
});
