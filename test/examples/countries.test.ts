import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { spillway } from '../e2e/support/command-line.ts';
import { copyDocuments, type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { freePort } from '../e2e/support/ports.ts';
import { startTestStack, type TestStack } from '../e2e/support/stack.ts';
import { curl, shellWords } from './support/command-line.ts';
import { readTranscript, withoutWrapping } from './support/transcript.ts';

const STORY = fileURLToPath(new URL('../../examples/countries/', import.meta.url));
const { exchanges, files } = readTranscript(await readFile(join(STORY, 'README.md'), 'utf8'));

/** The README's ports, so that a test never meets a local stack that somebody runs. */
const STACK_URL = 'http://127.0.0.1:8787';
const SERVICE_PORT = '8790';

describe('the README of the countries story', () => {
  let story: TemporaryDirectory;
  let servicePort: number;
  let stack: TestStack;

  beforeAll(async () => {
    servicePort = await freePort();
    story = await temporaryDirectory();
    await copyDocuments(STORY, story.path, { [SERVICE_PORT]: String(servicePort) });
    await writeFile(join(story.path, 'service.ts'), `import ${JSON.stringify(join(STORY, 'service.ts'))};\n`);
    await writeFile(join(story.path, 'items.ts'), `export * from ${JSON.stringify(join(STORY, 'items.ts'))};\n`);
    stack = await startTestStack({ catalog: [story.path] });
    for (const [name, text] of files) {
      await writeFile(join(stack.directory, name), text.replaceAll(SERVICE_PORT, String(servicePort)));
    }
  });
  afterAll(async () => {
    await stack.stop();
    await story.remove();
  });

  async function run(command: string): Promise<string> {
    const words = shellWords(command.replaceAll(STACK_URL, stack.endpoint));
    if (words[0] === 'curl') return (await curl(words.slice(1))).text.trim();
    expect(words.slice(0, 4)).toEqual(['npm', 'run', '-s', 'spillway']);
    const { stdout, stderr } = await spillway(words.slice(5), stack.directory);
    return (stdout + stderr).replaceAll(String(servicePort), SERVICE_PORT).trim();
  }

  test.each([
    ['countries', 9],
    ['countries-table', 3],
  ])('shows every tool of the server %s at work', async (server, atLeast) => {
    const commands = exchanges.map(({ command }) => command).join('\n');
    const { stdout } = await spillway(['list', server, '--local'], stack.directory);
    const tools = [...stdout.matchAll(/^tool +(\w+)/gm)].map(([, name]) => name);

    expect(tools.length).toBeGreaterThanOrEqual(atLeast);
    for (const tool of tools) expect(commands).toMatch(`${server}/${tool}`);
  });

  test.each(exchanges)('$command', async ({ command, answer, language }) => {
    expect(await run(command)).toBe(withoutWrapping(answer, language));
  });

  test('an agent sees what it needs to choose a tool, and results that satisfy their schemas', async () => {
    const client = new Client(
      { name: 'spillway-tests', version: '1.0.0' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp/countries', stack.endpoint)));
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
