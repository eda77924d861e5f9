import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { browserFlags } from '../clients/drivers/browser.ts';

export { findBrowser } from '../clients/drivers/browser.ts';

const POLL_MS = 100;

/** Presses the first button of a page with a form, once, and returns the page's URL. */
const PRESS = `(() => {
  const button = document.querySelector('form:not([data-sent]) button');
  if (button !== null) { button.form.dataset.sent = ''; button.click(); }
  return location.href;
})()`;

/**
 * Opens a page in headless Chromium, and presses the first button of each page until the browser is back at the redirect URI.
 *
 * @param profile a folder for the browser's profile
 */
export async function signInWith(browser: string, profile: string, page: string): Promise<void> {
  const callback = new URL(page).searchParams.get('redirect_uri') ?? '';
  const words = [...browserFlags(profile), '--remote-debugging-port=0', page];
  const child = spawn(browser, words, { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: profile } });
  try {
    const port = await portOf(profile);
    for (;;) {
      await pause(POLL_MS);
      const url = await evaluate(port, PRESS);
      if (url?.startsWith(callback)) return;
    }
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** The browser writes the port of its DevTools into its profile. */
async function portOf(profile: string): Promise<number> {
  for (;;) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port] = text.split('\n');
    if (port) return Number(port);
    await pause(POLL_MS);
  }
}

/** Evaluates an expression in the browser's page; `undefined` while it is between two pages. */
async function evaluate(port: number, expression: string): Promise<string | undefined> {
  const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const target = Array.isArray(targets) ? targets.find(({ type }) => type === 'page') : undefined;
  if (target === undefined) return undefined;
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  try {
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
    const [message] = await once(socket, 'message');
    return JSON.parse(message.data).result?.result?.value;
  } finally {
    socket.close();
  }
}
