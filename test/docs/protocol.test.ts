import type { HttpHandler } from '../../lambda/edge/index.ts';
import { ask, askOld } from '../lambda/protocol/requirements/support/agent.ts';
import { deploy } from '../lambda/protocol/requirements/support/deployment.ts';
import { tool } from '../lambda/protocol/support/server.ts';
import { readPage } from './support/document.ts';

const page = readPage('protocol.md');

/** Each method of the page's table, with what it says of both eras. */
const METHODS = [
  ...page.matchAll(/^\| (`[a-z]+(?:\/[^|]*?)?`(?:, `[^|]*?`)*) +\| ([^|]*?) +\| ([^|]*?) +\|$/gm),
].flatMap(([, methods = '', modern = '', legacy = '']) =>
  [...methods.matchAll(/`(.+?)`/g)].map(([, method = '']) => [method, modern, legacy] as const),
);

const UNKNOWN_METHOD = -32601;

describe('docs/protocol.md', () => {
  let handler: HttpHandler;

  beforeAll(async () => {
    handler = (await deploy(tool())).instance();
  });

  test('has a row for every method', () => {
    expect(METHODS.length).toBeGreaterThanOrEqual(18);
  });

  test.each(METHODS)('says of %s in 2026-07-28: %s', async (method, modern) => {
    const { status, response } = await ask(handler, method);
    const isUnknown = modern.startsWith('`-32601`');
    expect(response?.error?.code === UNKNOWN_METHOD).toBe(isUnknown);
    expect(status === 404).toBe(isUnknown);
  });

  test.each(METHODS)('says of %s, beside %s, in 2025: %s', async (method, _, legacy) => {
    const { status, response } = await askOld(handler, method);
    expect(response?.error?.code === UNKNOWN_METHOD).toBe(legacy.startsWith('`-32601`'));
    expect(status).toBe(200);
  });
});
