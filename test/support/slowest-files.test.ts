import { jest } from '@jest/globals';
import SlowestFiles from './slowest-files.ts';

/** What the reporter prints of a run of files, of which each took a second longer than the one before. */
function printed(files: number): readonly string[] {
  const testResults = Array.from({ length: files }, (_, index) => ({
    testFilePath: `/repository/test/${index + 1}.test.ts`,
    perfStats: { runtime: (index + 1) * 1000 },
  }));
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  new SlowestFiles({ rootDir: '/repository' }).onRunComplete(undefined, { testResults });
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  return lines;
}

test('a run of many files ends with the ten slowest, slowest first', () => {
  const [title, ...lines] = printed(12);

  expect(title).toBe('\nThe 10 slowest test files:');
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('   12.0 s  test/12.test.ts');
  expect(lines[9]).toBe('    3.0 s  test/3.test.ts');
});

test('a run of a few files prints nothing', () => {
  expect(printed(10)).toEqual([]);
});
