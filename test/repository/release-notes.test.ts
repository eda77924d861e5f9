import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { releaseNotes } from '../../.ci/release-notes.ts';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';

const run = promisify(execFile);
const read = (path: string) => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');

const changelog = `# Changelog

## [Unreleased]

### Added

- The next thing.

## [1.2.0] - 2026-11-26

### Added

- A thing.

### Fixed

- A bug.

## [1.1.0] - 2026-10-01

## [1.0.0]

- The first.
`;

describe('the notes of a release', () => {
  test('are the changelog’s section of the tag’s version', () => {
    expect(releaseNotes('v1.2.0', { version: '1.2.0', changelog })).toBe(
      '### Added\n\n- A thing.\n\n### Fixed\n\n- A bug.',
    );
  });

  test.each([
    ['v1.2.1', '1.2.0', 'The tag is v1.2.1, but package.json has version 1.2.0: tag v1.2.0'],
    ['1.2.0', '1.2.0', 'The tag is 1.2.0, but package.json has version 1.2.0: tag v1.2.0'],
    ['v1.3.0', '1.3.0', 'CHANGELOG.md has no section ## [1.3.0] - YYYY-MM-DD'],
    ['v1.1.0', '1.1.0', 'CHANGELOG.md: the section ## [1.1.0] is empty'],
    ['v1.0.0', '1.0.0', 'CHANGELOG.md: "## [1.0.0]" has no date: ## [1.0.0] - YYYY-MM-DD'],
  ])('tag %s of version %s: %s', (tag, version, message) => {
    expect(() => releaseNotes(tag, { version, changelog })).toThrow(message);
  });

  test('are refused by the command as the workflow runs it, with one line', async () => {
    const command = run(process.execPath, ['.ci/release-notes.ts', 'v0.0.0'], { cwd: REPOSITORY_ROOT });
    await expect(command).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The tag is v0\.0\.0, [^\n]+\n$/),
    });
  });
});

describe('CHANGELOG.md', () => {
  const versions = [...read('CHANGELOG.md').matchAll(/^## \[(.+?)\](.*)$/gm)].map(([, version, date]) => ({
    version,
    date,
  }));

  test('starts with what is unreleased; each version below it has a date', () => {
    expect(versions[0]).toEqual({ version: 'Unreleased', date: '' });
    for (const { date } of versions.slice(1)) expect(date).toMatch(/^ - \d{4}-\d{2}-\d{2}$/);
  });

  test('agrees with package.json: its newest version, or the one that will be the first', () => {
    const { version } = JSON.parse(read('package.json'));
    const [, newest] = versions;
    if (newest === undefined) expect(read('CHANGELOG.md')).toMatch(`the first will be ${version}`);
    else expect(newest.version).toBe(version);
  });
});
