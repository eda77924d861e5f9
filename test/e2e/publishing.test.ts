import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../lambda/json.ts';
import { type CommandResult, spillway } from './support/command-line.ts';
import { legacy, modern, modernCall, postJson } from './support/requests.ts';
import { takeTableAway } from './support/table.ts';
import { startWorkshop, type Workshop } from './support/workshop.ts';

/** `catalog.refreshSeconds` of the stage, and a moment more. */
const REFRESH_MS = 5_100;
/** For tests that wait for the catalogue's own clocks, on a machine that is busy with other tests. */
const SLOW_MS = 60_000;
const aMoment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const tool = (name: string, text: string): string => `
kind: Tool
server: workshop
name: ${name}
description: Says a word.
input: { type: object, properties: {} }
target: { type: static, text: ${text} }
`;

describe('publishing while agents call', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(() => workshop.stop());

  async function apply(document: string): Promise<CommandResult> {
    await writeFile(join(workshop.directory, 'tool.yaml'), document);
    return spillway(['apply', '-f', 'tool.yaml', '--local'], workshop.directory);
  }

  async function call(name: string): Promise<{ readonly status: number; readonly json: JsonObject }> {
    return postJson(`${workshop.endpoint}/mcp/workshop`, modernCall(name));
  }

  async function listed(): Promise<string> {
    return JSON.stringify((await postJson(`${workshop.endpoint}/mcp/workshop`, modern('tools/list'))).json);
  }

  const says = (text: string) => ({ status: 200, json: { result: { content: [{ text }] } } });

  test('a new tool is callable at once', async () => {
    await call('greet');

    const applied = await apply(tool('farewell', 'Good night!'));

    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(await call('farewell')).toMatchObject(says('Good night!'));
  });

  test(
    'after five seconds the first request sees it all: a changed tool, one that was missed before, the list',
    async () => {
      expect(await call('farewell')).toMatchObject(says('Good night!'));
      expect(await call('welcome')).toMatchObject({ json: { error: { code: -32602 } } });
      const before = await listed();

      await apply(`${tool('farewell', 'Sleep well!')}---${tool('welcome', 'Come in!')}`);
      await aMoment(REFRESH_MS);

      expect(await call('farewell')).toMatchObject(says('Sleep well!'));
      expect(await call('welcome')).toMatchObject(says('Come in!'));
      expect(before).not.toMatch('welcome');
      expect(await listed()).toMatch('welcome');
    },
    SLOW_MS,
  );

  test('a document that is wrong changes nothing, and its author learns where', async () => {
    const refused = await apply(`${tool('farewell', 'Never!')}\ntimeout: 3`);

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/tool\.yaml:\d+.*timeout/);
    expect(await call('farewell')).toMatchObject(says('Sleep well!'));
  });

  test(
    'while the table is away the last good copy serves; an instance without one says so and recovers',
    async () => {
      // Each call after the last instance is idle again, or a busy machine starts a second one, which knows only a part.
      for (const prepare of [() => call('greet'), () => call('upstream_hangs'), listed]) {
        await prepare();
        await aMoment(500);
      }

      const table = await takeTableAway(workshop);
      await aMoment(REFRESH_MS);

      // A warm instance: what it knows, it still does.
      expect(await call('greet')).toMatchObject(says('Good morning!'));
      expect(await listed()).toMatch('welcome');
      // Its only way to a tool that it never prepared is the table.
      expect(await call('upstream_unhappy')).toMatchObject({
        status: 503,
        json: { id: 1, error: { code: -32603, message: expect.stringContaining('try again') } },
      });
      // While it waits for an upstream, a second instance starts and has nothing to serve.
      const [, fresh, freshLegacy] = await Promise.all([
        call('upstream_hangs'),
        aMoment(100).then(() => call('greet')),
        aMoment(200).then(() => postJson(`${workshop.endpoint}/mcp/workshop`, legacy('ping'))),
      ]);
      const unavailable = {
        status: 503,
        json: { id: 1, error: { code: -32603, data: { errorId: expect.any(String) } } },
      };
      expect(fresh).toMatchObject(unavailable);
      expect(freshLegacy).toMatchObject(unavailable);

      await table.putBack();
      await apply(tool('farewell', 'All is well.'));
      await aMoment(1_100); // one attempt a second while the table is away

      expect(await call('farewell')).toMatchObject(says('All is well.'));
    },
    SLOW_MS,
  );
});
