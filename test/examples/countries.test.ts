import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { spillway } from '../e2e/support/command-line.ts';
import { STORY, type Story, startStory } from './support/story.ts';
import { readTranscript, withoutFillers, withoutWrapping } from './support/transcript.ts';

const { exchanges, files } = readTranscript(await readFile(join(STORY, 'README.md'), 'utf8'));

describe('the README of the countries story', () => {
  let story: Story;

  beforeAll(async () => {
    story = await startStory(files);
  });
  afterAll(() => story.stop());

  test.each([
    ['countries', 9],
    ['countries-table', 3],
  ])('shows every tool of the server %s at work', async (server, atLeast) => {
    const commands = exchanges.map(({ command }) => command).join('\n');
    const { stdout } = await spillway(['list', server, '--local'], story.stack.directory);
    const tools = [...stdout.matchAll(/^tool +(\w+)/gm)].map(([, name]) => name);

    expect(tools.length).toBeGreaterThanOrEqual(atLeast);
    for (const tool of tools) expect(commands).toMatch(`${server}/${tool}`);
  });

  test.each(exchanges)('$command', async ({ command, answer, language }) => {
    expect(withoutFillers(await story.run(command))).toBe(withoutFillers(withoutWrapping(answer, language)));
  });

  test('an agent sees what it needs to choose a tool, and results that satisfy their schemas', async () => {
    const client = new Client(
      { name: 'spillway-tests', version: '1.0.0' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp/countries', story.stack.endpoint)));
    const instructions = client.getInstructions();
    const { tools } = await client.listTools();
    const statistics = await client.callTool({ name: 'region_statistics', arguments: { by: 'subregion' } });
    await client.close();

    expect(instructions).toMatch(/ISO 3166-1/);
    for (const tool of tools) {
      expect(tool).toMatchObject({
        title: expect.any(String),
        description: expect.stringMatching(/.{40}/),
        annotations: { readOnlyHint: true },
      });
    }
    // The client itself has checked this against the tool's output schema.
    expect(statistics.structuredContent).toMatchObject({ by: 'subregion', rows: expect.any(Array) });
  });
});
