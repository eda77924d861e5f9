import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { readExpectedFailures } from './expected-failures.ts';
import { type Batch, planRuns, readListed } from './plan.ts';

const BATCHES: readonly Batch[] = [
  { revision: '2026-07-28', selection: [], scenarios: ['caching', 'ping'] },
  { revision: '2025-11-25', selection: [], scenarios: ['ping'] },
];

describe('readExpectedFailures', () => {
  let directory: TemporaryDirectory;

  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterAll(() => directory.remove());

  async function read(yaml: string): ReturnType<typeof readExpectedFailures> {
    const path = join(directory.path, 'expected.yaml');
    await writeFile(path, yaml);
    return readExpectedFailures(path, BATCHES);
  }

  test('collects checks that may fail, and what may be skipped', async () => {
    const allowed = await read(`
      failures: [{ scenario: caching, check: a, reason: why }, { scenario: caching, check: b, reason: why }]
      skipped: [{ scenario: caching, check: c, reason: why }, { scenario: ping, reason: why }]
    `);
    expect(allowed('caching', '2026-07-28')).toEqual({
      failures: new Set(['a', 'b']),
      skips: new Set(['c']),
      skip: false,
    });
    expect(allowed('ping', '2025-11-25')).toEqual({ failures: new Set(), skips: new Set(), skip: true });
  });

  test('keeps what is listed for one revision to that', async () => {
    const allowed = await read(`
      failures: [{ scenario: ping, check: a, revision: 2025-11-25, reason: why }]
      skipped: []
    `);
    expect([...allowed('ping', '2025-11-25').failures]).toEqual(['a']);
    expect([...allowed('ping', '2026-07-28').failures]).toEqual([]);
  });

  test.each([
    ['{ scenario: caching, check: a }', 'failures[0]: expected a reason'],
    ['{ scenario: caching, check: a, reason: " " }', 'failures[0]: expected a reason'],
    ['{ scenario: caching, reason: why }', 'failures: caching as a whole may not fail: name a check'],
    ['{ scenario: pong, check: a, reason: why }', 'failures[0]: pong does not run'],
    [
      '{ scenario: caching, check: a, revision: 2025-11-25, reason: why }',
      'failures[0]: caching does not run at 2025-11-25',
    ],
    ['{ scenario: caching, check: a, because: why, reason: why }', 'failures[0]: unknown key because'],
    ['{ check: a, reason: why }', 'failures[0]: expected texts'],
    ['caching', 'failures[0]: expected a mapping'],
  ])('refuses %s', async (entry, problem) => {
    await expect(read(`{ failures: [${entry}], skipped: [] }`)).rejects.toThrow(problem);
  });

  test.each(['[]', 'skipped: []'])('refuses a file that is %s', async (yaml) => {
    await expect(read(yaml)).rejects.toThrow('expected');
  });

  test('our own list has reasons, and names only what runs', async () => {
    const path = fileURLToPath(new URL('expected-failures.yaml', import.meta.url));
    const { batches } = planRuns(await readListed());
    await expect(readExpectedFailures(path, batches)).resolves.toBeDefined();
  });
});
