import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { readExpectedFailures } from './expected-failures.ts';
import { type Scenario, scenarios } from './scenarios.ts';

const RUN: readonly Scenario[] = [{ name: 'caching', revision: '2026-07-28' }];

describe('readExpectedFailures', () => {
  let directory: TemporaryDirectory;

  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterAll(() => directory.remove());

  async function read(yaml: string): ReturnType<typeof readExpectedFailures> {
    const path = join(directory.path, 'expected.yaml');
    await writeFile(path, yaml);
    return readExpectedFailures(path, RUN);
  }

  test('collects check ids by scenario', async () => {
    expect(await read('server: ["caching:a", "caching:b"]')).toEqual(new Map([['caching', new Set(['a', 'b'])]]));
  });

  test.each(['caching', 'caching:', 'ping:a'])(
    'refuses %s: a whole scenario, or one that does not run',
    async (entry) => {
      await expect(read(`server: ["${entry}"]`)).rejects.toThrow(`'${entry}' is not a check of a scenario that runs`);
    },
  );

  test('our own list holds checks of server-stateless and caching only', async () => {
    const path = fileURLToPath(new URL('expected-failures.yaml', import.meta.url));
    expect([...(await readExpectedFailures(path, scenarios)).keys()].sort()).toEqual(['caching', 'server-stateless']);
  });
});
