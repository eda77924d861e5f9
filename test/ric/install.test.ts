import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { NODE } from '../../local/node.ts';
import { scratch } from '../local/support/scratch.ts';
import { headersOn, missingFor } from './install.ts';

const directory = scratch();
afterAll(() => directory.remove());

/** A directory with empty files of these names. */
function folder(name: string, ...files: readonly string[]): string {
  mkdirSync(directory.inside(name), { recursive: true });
  for (const file of files) directory.write(`${name}/${file}`, '');
  return directory.inside(name);
}

describe('what the client needs to be compiled', () => {
  test('is there when every tool is in one directory or another, under either of its names', () => {
    const path = [folder('a', 'cmake3', 'make', 'g++'), folder('b', 'python3', 'tar', 'xz')].join(delimiter);

    expect(missingFor({ platform: 'linux', path })).toEqual([]);
  });

  test('is named where it is missing', () => {
    expect(missingFor({ platform: 'linux', path: folder('c', 'make', 'tar', 'xz') })).toEqual([
      'cmake or cmake3',
      'g++',
      'python3',
    ]);
  });

  test('is Linux', () => {
    expect(missingFor({ platform: 'darwin', path: '' })).toEqual(['Linux (this is darwin)']);
  });
});

describe('the headers of Node.js', () => {
  test('are found beside a Node.js on the path that has them', () => {
    folder('bare/bin', 'node');
    folder('full/bin', 'node');
    folder('full/include/node', 'node_api.h');
    mkdirSync(directory.inside('links'));
    symlinkSync(directory.inside('full/bin/node'), directory.inside('links/node'));

    expect(headersOn([directory.inside('bare/bin'), directory.inside('links')].join(delimiter))).toBe(
      directory.inside('full'),
    );
    expect(headersOn(directory.inside('bare/bin'))).toBeUndefined();
  });
});

test.each([
  { options: [], code: 0, last: '0 passed, 0 failed' },
  { options: ['--required'], code: 1, last: '0 passed, 1 failed' },
])('without the tools, npm run ric $options reports what is missing and ends with $code', async (expected) => {
  const words = ['--import', 'tsx', join('test', 'ric', 'run.ts'), ...expected.options];

  const { code, lines } = await run(words, { PATH: folder('nothing') });

  expect(code).toBe(expected.code);
  expect(lines).toEqual([
    process.platform === 'linux'
      ? 'skipped: aws-lambda-ric 4.0.2 is compiled here, which needs cmake or cmake3, make, g++, python3, tar, xz'
      : expect.stringContaining('which needs Linux'),
    expected.last,
  ]);
});

function run(words: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: unknown; lines: readonly string[] }> {
  return new Promise((resolve) => {
    execFile(NODE, words, { cwd: REPOSITORY_ROOT, env }, (error, stdout) =>
      resolve({ code: error === null ? 0 : error.code, lines: stdout.trim().split('\n') }),
    );
  });
}
