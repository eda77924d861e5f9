import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject, type Json, type JsonObject } from '../../../lambda/json.ts';
import { browserFlags } from '../clients/drivers/browser.ts';

/** A page in headless Chromium, driven over the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/ */
export interface BrowserPage {
  /**
   * Evaluates an expression in the page, and waits for its promise.
   *
   * @returns its value; `undefined` while the browser is between two pages
   * @throws Error with what the expression threw
   */
  evaluate(expression: string): Promise<Json | undefined>;
  /** Sends a command, for example `Page.captureScreenshot`. */
  send(method: string, params?: JsonObject): Promise<JsonObject>;
  close(): Promise<void>;
}

const POLL_MS = 50;
const START_MS = 30_000;

/**
 * Opens a page in a browser of its own.
 *
 * @param profile a folder for the browser's profile
 */
export async function openPage(browser: string, profile: string, url: string): Promise<BrowserPage> {
  const words = [...browserFlags(profile), '--remote-debugging-port=0', url];
  const child = spawn(browser, words, { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: profile } });
  const close = async (): Promise<void> => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  try {
    const session = await connect(await debuggerOf(profile));
    await loaded(session);
    return {
      send: session,
      evaluate: (expression) => evaluate(session, expression),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Session = (method: string, params?: JsonObject) => Promise<JsonObject>;

/** The address of the page's debugger. The browser writes the port of its DevTools into its profile. */
async function debuggerOf(profile: string): Promise<string> {
  for (const end = performance.now() + START_MS; performance.now() < end; await pause(POLL_MS)) {
    const [port = ''] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n');
    if (port === '') continue;
    const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const target = Array.isArray(targets) ? targets.find(({ type }) => type === 'page') : undefined;
    if (target !== undefined) return String(target.webSocketDebuggerUrl);
  }
  throw new Error(`The browser opened no page within ${START_MS} ms`);
}

async function connect(address: string): Promise<Session> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<JsonObject>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data));
    const asked = waiting.get(id);
    waiting.delete(id);
    if (isJsonObject(result)) asked?.resolve(result);
    else asked?.reject(new Error(`DevTools: ${error?.message}`));
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser has ended'));
  });
  await once(socket, 'open');
  let lastId = 0;
  return (method, params = {}) => {
    const id = ++lastId;
    const asked = Promise.withResolvers<JsonObject>();
    waiting.set(id, asked);
    socket.send(JSON.stringify({ id, method, params }));
    return asked.promise;
  };
}

/** Waits until the first page and its scripts are loaded. */
async function loaded(session: Session): Promise<void> {
  const isLoaded = `location.href !== 'about:blank' && document.readyState === 'complete'`;
  for (const end = performance.now() + START_MS; performance.now() < end; await pause(POLL_MS)) {
    if ((await evaluate(session, isLoaded)) === true) return;
  }
  throw new Error(`The browser loaded no page within ${START_MS} ms`);
}

async function evaluate(session: Session, expression: string): Promise<Json | undefined> {
  const command = { expression, awaitPromise: true, returnByValue: true };
  // Between two pages, there is no context to evaluate anything in.
  const { result, exceptionDetails } = await session('Runtime.evaluate', command).catch((error: Error): JsonObject => {
    if (/context|navigated/i.test(error.message)) return {};
    throw error;
  });
  if (isJsonObject(exceptionDetails) && isJsonObject(exceptionDetails.exception)) {
    throw new Error(String(exceptionDetails.exception.description));
  }
  return isJsonObject(result) ? result.value : undefined;
}
