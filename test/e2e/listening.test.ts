import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v2 from '@modelcontextprotocol/client';
import { type CommandResult, spillway } from './support/command-line.ts';
import { startTestStack, type TestStack } from './support/stack.ts';

/** Seconds that a stream of these tests stays open: for a run of the command line, and for all instances to look again. */
const MAX_SECONDS = 12;
/** For a test that waits for the command line and for a stream to end. */
const SLOW_MS = 60_000;

const SERVER = `
kind: Server
server: newsroom
subscriptions: { listChanged: true, maxSeconds: ${MAX_SECONDS} }
`;
const SILENT = `
kind: Server
server: archive
`;
const tool = (server: string, name: string) => `
kind: Tool
server: ${server}
name: ${name}
description: Says a word.
input: { type: object }
target: { type: static, text: Hello }
`;
const resource = (text: string) => `
kind: Resource
server: newsroom
uri: "news://today"
name: today
text: ${text}
`;

describe('listening for what is published', () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await startTestStack();
    await apply(SERVER, tool('newsroom', 'first'), resource('Nothing yet.'));
    await apply(SILENT, tool('archive', 'first'));
  }, SLOW_MS);
  afterAll(() => stack.stop());

  async function apply(...documents: string[]): Promise<CommandResult> {
    await writeFile(join(stack.directory, 'news.yaml'), documents.join('---'));
    return spillway(['apply', '-f', 'news.yaml', '--local'], stack.directory);
  }

  async function connect(server: string): Promise<v2.Client> {
    const identity = { name: 'spillway-tests', version: '1.0.0' };
    const client = new v2.Client(identity, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new v2.StreamableHTTPClientTransport(new URL(`/mcp/${server}`, stack.endpoint)));
    return client;
  }

  test(
    'a client hears of a new tool and a changed resource, of nothing else, and that the stream ends well',
    async () => {
      // Prepare: a client that reads anew whatever it is told of.
      const client = await connect('newsroom');
      const heard: string[] = [];
      const read: Promise<readonly string[]>[] = [];
      client.setNotificationHandler('notifications/tools/list_changed', () => {
        heard.push('tools');
        read.push(client.listTools().then(({ tools }) => tools.map(({ name }) => name)));
      });
      client.setNotificationHandler('notifications/resources/updated', ({ params: { uri } }) => {
        heard.push(uri);
        read.push(
          client
            .readResource({ uri })
            .then(({ contents }) => contents.map((said) => String('text' in said && said.text))),
        );
      });
      client.setNotificationHandler('notifications/resources/list_changed', () => void heard.push('resources'));
      const filter = { toolsListChanged: true, resourceSubscriptions: ['news://today', 'news://yesterday'] };

      // Act
      const subscription = await client.listen(filter);
      expect(await apply(tool('newsroom', 'second'), resource('It rained.'))).toMatchObject({ code: 0 });
      const end = await subscription.closed;

      // Assess: told at once, and again when every instance shows it.
      expect(subscription.honoredFilter).toEqual(filter);
      expect(end).toBe('graceful');
      expect(heard).toEqual(['tools', 'news://today', 'tools', 'news://today']);
      expect((await Promise.all(read)).slice(2)).toEqual([expect.arrayContaining(['first', 'second']), ['It rained.']]);
      await client.close();
    },
    SLOW_MS,
  );

  test('a server that has nothing to tell says so, and ends at once', async () => {
    const client = await connect('archive');
    const subscription = await client.listen({ toolsListChanged: true });
    expect(subscription.honoredFilter).toEqual({});
    expect(await subscription.closed).toBe('graceful');
    await client.close();
  });
});
