import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../bin/cli/index.ts';
import { userDirectory } from '../../bin/user-directory.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-user-'));
  mkdirSync(join(directory, 'tools'));
  writeFileSync(join(directory, 'tools', 'a.json'), JSON.stringify({ kind: 'Server', server: 'a' }));
  writeFileSync(join(directory, 'tools', 'package.json'), '{}');
});
afterAll(() => rmSync(directory, { recursive: true }));

test('npm starts commands in the root of the package, and keeps where the user stands', () => {
  const npm = { INIT_CWD: '/shop/tools', npm_package_json: '/shop/package.json' };

  expect(userDirectory(npm, '/shop')).toBe('/shop/tools');
  expect(userDirectory(npm, '/elsewhere')).toBe('/elsewhere'); // started by one of npm's scripts, not by npm
  expect(userDirectory({ INIT_CWD: '/shop/tools' }, '/shop')).toBe('/shop');
  expect(userDirectory({}, '/shop')).toBe('/shop');
});

test('a package that npm reached through a symbolic link is the same package', () => {
  const link = join(directory, 'link');
  symlinkSync(join(directory, 'tools'), link);
  const npm = { INIT_CWD: '/shop', npm_package_json: join(link, 'package.json') };

  expect(userDirectory(npm, realpathSync(link))).toBe('/shop');
});

test('-f is relative to where the user stands, and other files of a directory are counted', async () => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommandLine(['validate', '-f', 'tools'], {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    directory: process.cwd(),
    userDirectory: directory,
    fetch,
    targets: targetTypes,
  });

  expect(code).toBe(0);
  expect(out).toEqual(['1 document of 1 server: all good']);
  expect(err).toEqual([`skipped 1 file without \`kind\`: ${join(directory, 'tools', 'package.json')}`]);
});
