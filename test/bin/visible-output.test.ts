import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { respondTo } from './support/respond.ts';

const STEERING = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u{E0041}\u200b\rover';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-visible-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function run(args: readonly string[], fetchFake: typeof fetch = () => Promise.reject(new Error('no network'))) {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const context = { stdout: print, stderr: print, directory, fetch: fetchFake, targets: targetTypes };
  await runCommandLine(args, context);
  return printed.join('\n');
}

/** Tabs, line breaks and visible characters. */
const VISIBLE = /^[\t\n\x20-\x7e]*$/;

test('a tool cannot steer the terminal through its result, its error, or JSON', async () => {
  const result = { resultType: 'complete', content: [{ type: 'text', text: `line\n${STEERING}` }] };
  const answer =
    (body: object): typeof fetch =>
    async (_, init) =>
      respondTo(init, body);
  const call = ['call', 'a/b', '--endpoint', 'http://127.0.0.1:1'];

  const printed = await run(call, answer({ result }));
  expect(printed).toMatch(VISIBLE);
  expect(printed).toContain(String.raw`\u001b[2J\u009b31m\u202e`);
  const json = await run([...call, '--json'], answer({ result }));
  expect(json).toMatch(VISIBLE);
  expect(JSON.parse(json).content[0].text).toBe(`line\n${STEERING}`);
  expect(await run(call, answer({ error: { code: -32603, message: STEERING } }))).toMatch(VISIBLE);
});

test('nor can a document, an argument or a file name', async () => {
  const file = join(directory, 'a.json');
  writeFileSync(file, JSON.stringify({ kind: STEERING, [STEERING]: 1 }));

  expect(await run(['validate', '-f', file])).toMatch(VISIBLE);
  writeFileSync(file, JSON.stringify({ kind: 'Server', server: 'a', [STEERING]: STEERING, title: STEERING }));
  expect(await run(['validate', '-f', file])).toMatch(VISIBLE);
  expect(await run(['validate', '-f', STEERING])).toMatch(VISIBLE);
  expect(await run([STEERING])).toMatch(VISIBLE);
});
