import { spawn } from 'node:child_process';

/** A browser that cannot start ends soon. */
const SETTLED_MS = 500;

/**
 * Opens a page in the user's browser.
 *
 * @returns whether a program for it was started
 */
export async function openBrowser(
  url: string,
  {
    platform = process.platform,
    environment = process.env,
  }: { readonly platform?: NodeJS.Platform; readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): Promise<boolean> {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = environment;
  // Without a display, `xdg-open` may start a browser of text in this terminal.
  if (platform !== 'darwin' && platform !== 'win32' && !x11 && !wayland) return false;
  const [command, words] = commandFor(platform);
  return new Promise((resolve) => {
    const child = spawn(command, [...words, url], { detached: true, stdio: 'ignore', env: environment });
    const timer = setTimeout(() => resolve(true), SETTLED_MS);
    const settle = (opened: boolean) => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
    child.unref();
  });
}

/** Programs that take the URL as a word of its own: no shell reads it. */
function commandFor(platform: NodeJS.Platform): readonly [command: string, words: readonly string[]] {
  if (platform === 'darwin') return ['open', []];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler']];
  return ['xdg-open', []];
}
