import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDirectory } from '../../bin/cli/credentials/config-directory.ts';
import { openBrowser } from '../../bin/cli/login/browser.ts';

const PAGE = "https://login.example.com/auth?state=a&scope=b c;'$(touch nothing)";

describe('openBrowser', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'spillway-browser-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  /** A program that writes down its words. */
  async function program(name: string, exitCode = 0): Promise<void> {
    const file = join(directory, name);
    await writeFile(file, `#!/bin/sh\nfor word; do echo "$word"; done > '${directory}/words'\nexit ${exitCode}\n`);
    await chmod(file, 0o755);
  }

  test.each([
    ['linux', 'xdg-open', { DISPLAY: ':0' }, [PAGE]],
    ['linux', 'xdg-open', { WAYLAND_DISPLAY: 'wayland-0' }, [PAGE]],
    ['darwin', 'open', {}, [PAGE]],
    ['win32', 'rundll32', {}, ['url.dll,FileProtocolHandler', PAGE]],
  ] as const)('on %s starts %s with the URL as one word: %j', async (platform, name, environment, words) => {
    await program(name);

    expect(await openBrowser(PAGE, { platform, environment: { PATH: directory, ...environment } })).toBe(true);

    expect((await readFile(join(directory, 'words'), 'utf8')).trim().split('\n')).toEqual(words);
  });

  test('starts nothing where there is no display', async () => {
    await program('xdg-open');
    expect(await openBrowser(PAGE, { platform: 'linux', environment: { PATH: directory } })).toBe(false);
    await expect(readFile(join(directory, 'words'))).rejects.toThrow();
  });

  test('says when the program fails or is missing', async () => {
    expect(await openBrowser(PAGE, { platform: 'darwin', environment: { PATH: directory } })).toBe(false);
    await program('open', 3);
    expect(await openBrowser(PAGE, { platform: 'darwin', environment: { PATH: directory } })).toBe(false);
  });
});

test.each([
  ['linux', {}, '/home/a/.config/spillway'],
  ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/spillway'],
  ['linux', { XDG_CONFIG_HOME: '', APPDATA: '/y' }, '/home/a/.config/spillway'],
  ['darwin', {}, '/home/a/.config/spillway'],
  ['win32', { APPDATA: '/y', XDG_CONFIG_HOME: '/x' }, '/y/spillway'],
] as const)('on %s with %j, logins are in %s', (platform, environment, directory) => {
  expect(configDirectory(environment, '/home/a', platform)).toBe(directory);
});
