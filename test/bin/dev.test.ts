import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { runCommand } from './support/commands.ts';

const directory = mkdtempSync(join(tmpdir(), 'spillway-dev-'));
afterAll(() => rmSync(directory, { recursive: true }));

const dev = (...words: readonly string[]) => runCommand(['dev', ...words], { directory, targets: targetTypes });

test.each([
  [
    'a directory that does not exist',
    ['nowhere'],
    `error: ${join(directory, 'nowhere')}: the directory does not exist`,
  ],
  ['no directory', [], "error: missing required argument 'directories'"],
  ['an invalid port', ['.', '--port', 'http'], 'error: --port http: expected a port number from 0 to 65535'],
  ['an option of npm start that dev implies', ['.', '--catalog', 'x'], "error: unknown option '--catalog'"],
])('%s is a usage error', async (_, words, message) => {
  const { code, err } = await dev(...words);

  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});

test('a stage that does not exist ends the start with its reason', async () => {
  const { code, err } = await dev('.', '--stage', 'nowhere', '--port', '0', '--state', join(directory, 'state'));

  expect(code).toBe(1);
  expect(err).toContain('the CDK app of stage nowhere failed');
});
