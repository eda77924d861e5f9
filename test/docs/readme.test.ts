import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { build } from 'esbuild';
import { REPOSITORY_ROOT, TOOLKIT_OPTIONS } from '../../lib/bundle.ts';
import { readyText } from '../../local/report.ts';
import { STACK_URL, type Story, startStory } from '../examples/support/story.ts';
import { readTranscript, withoutFillers, withoutWrapping } from '../examples/support/transcript.ts';
import { callDocument, invoke } from '../toolkit/support.ts';
import { fencesOf } from './support/document.ts';

const read = (path: string) => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
const readme = read('README.md');
const { exchanges, files } = readTranscript(readme);
const fencesOfKind = (kind: string) =>
  fencesOf(readme).flatMap((fence) => (fence.kind === kind ? [fence.content] : []));

/** What programs leave behind, and git ignores. */
const IGNORED = read('.gitignore')
  .split('\n')
  .map((name) => name.replace(/\/$/, ''));

/** The cells of the first column of the table under a heading, without their backticks. */
function firstColumnUnder(heading: string): readonly string[] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n\n').filter((block) => block.trimStart().startsWith('|'));
  return [...table.matchAll(/^\| `(.+?)`/gm)].map(([, cell = '']) => cell);
}

/** The numbers of a version, for a comparison from left to right. */
const numbersOf = (version: string) => version.split('.').map((part) => Number(part));

describe('README.md', () => {
  let story: Story;

  beforeAll(async () => {
    story = await startStory(files);
  });
  afterAll(() => story.stop());

  test('has commands for a call, a stream, and a first tool from the file to its result', () => {
    const words = exchanges.map(({ command }) => command.replace('npm run -s spillway -- ', '').split(' ').slice(0, 2));
    expect(words).toEqual([
      ['curl', `${STACK_URL}/mcp/countries`],
      ['curl', '-N'],
      ['call', 'countries/nearest_countries'],
      ['validate', '-f'],
      ['apply', '-f'],
      ['call', 'atlas/largest_countries'],
    ]);
    expect([...files.keys()]).toEqual(['atlas.yaml']);
    for (const { command } of exchanges) expect(command).not.toMatch('\n');
  });

  test.each(exchanges)('$command', async ({ command, answer, language }) => {
    expect(withoutFillers(await story.run(command))).toBe(withoutFillers(withoutWrapping(answer, language)));
  });

  test('waits for the line that the local stack ends with', () => {
    const [, line] = /When it prints `(.+?)`/.exec(readme) ?? [];
    expect(readyText(story.stack).split('\n').at(-1)).toBe(line);
  });

  test('configures every client for the address of one server', () => {
    const url = `${STACK_URL}/mcp/countries`;
    const configurations = fencesOfKind('json').flatMap((content) => {
      const { servers, mcpServers } = JSON.parse(content);
      return servers ?? mcpServers ?? [];
    });

    expect(configurations).toEqual([
      { countries: { type: 'http', url } },
      { countries: { url } },
      { countries: { command: 'npx', args: ['-y', 'mcp-remote', url] } },
    ]);
    for (const client of ['claude mcp add', 'npx @modelcontextprotocol/inspector']) {
      const lines = fencesOfKind('console').filter((command) => command.startsWith(client));
      expect(lines).toEqual([expect.stringContaining(` ${url}`)]);
    }
  });

  test.each(['2026-07-28', '2025-11-25'])('and a client of revision %s finds the tools there', async (revision) => {
    const client = new Client(
      { name: 'spillway-tests', version: '1.0.0' },
      { versionNegotiation: { mode: revision === '2026-07-28' ? { pin: revision } : 'legacy' } },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp/countries', story.stack.endpoint)));
    const { tools } = await client.listTools();
    await client.close();

    expect(tools.map(({ name }) => name)).toContain('list_neighbours');
  });

  test('has rows in three lines of the client', async () => {
    const [lines = '', ...others] = fencesOfKind('js');
    const outfile = join(story.stack.directory, 'rows.mjs');
    const entry = join(REPOSITORY_ROOT, 'client', 'index.ts');
    const program = `import { SpillwayClient } from ${JSON.stringify(entry)};\n${lines}`.replace(
      'pauseMs: 100',
      'pauseMs: 5',
    );
    const stdin = { contents: program.replace(STACK_URL, story.stack.endpoint), resolveDir: REPOSITORY_ROOT };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm' });

    const { stdout } = await promisify(execFile)(process.execPath, [outfile]);

    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([lines.trim().split('\n').length, others]).toEqual([3, []]);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows[0]).toEqual({ code: 'ALA', name: 'Åland Islands', areaKm2: 1580 });
  });

  test('shows a tool as code that runs', async () => {
    const [source = ''] = fencesOfKind('ts');
    const entry = join(story.stack.directory, 'tool.ts');
    const outfile = join(story.stack.directory, 'tool.mjs');
    await writeFile(entry, source);
    await build({ ...TOOLKIT_OPTIONS, entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
    const { handler } = await import(outfile);
    const parts = await invoke(handler, callDocument({ arguments: { region: 'Asia' } }));
    expect(parts).toMatchObject([
      { type: 'progress', progress: 1, total: 2 },
      { type: 'partial', content: [{ text: 'the first finding' }] },
      { type: 'result', result: { content: [{ text: 'all of Asia' }] } },
    ]);
  });
});

describe('README.md, without the local stack,', () => {
  test('has the two commands to begin with before anything else', () => {
    const [first = ''] = readme.split('```').slice(1);
    expect(first.match(/^npm ci && npm \w+/gm)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    expect(readme.indexOf(first)).toBeLessThan(500);
  });

  test('asks for a Node.js that package.json accepts', () => {
    const { engines } = JSON.parse(read('package.json'));
    const [, asked = ''] = /Node\.js ([\d.]+) or newer\./.exec(readme) ?? [];
    const [major = 0, minor = 0] = numbersOf(asked);
    const [leastMajor = 0, leastMinor = 0] = numbersOf(engines.node.replace('>=', ''));
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(leastMajor * 1000 + leastMinor);
  });

  test('shows every picture, with words for those who do not see it', () => {
    const shown = [...readme.matchAll(/!\[(.{40,})\]\(docs\/pictures\/(.+?)\)/g)].map(([, , name]) => name);
    expect(shown.sort()).toEqual(readdirSync(join(REPOSITORY_ROOT, 'docs/pictures')).sort());
  });

  test('lists every directory of the repository, and no other', () => {
    const directories = readdirSync(REPOSITORY_ROOT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !IGNORED.includes(entry.name))
      .map(({ name }) => `${name}/`);
    expect([...firstColumnUnder('Repository layout')].sort()).toEqual(directories.sort());
  });
});

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'REVIEW.md',
  'SECURITY.md',
  'docs/stages.md',
  'docs/local-stack.md',
  'examples/agent/README.md',
  'toolkit/README.md',
])('%s names scripts that there are', (page) => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...read(page).matchAll(/\bnpm (?:run (?:-s )?)?([a-z]+(?:[:-][a-z]+)*)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
});

test.each(['README.md', 'CONTRIBUTING.md', 'REVIEW.md', 'SECURITY.md'])('%s names files that there are', (page) => {
  const paths = [...read(page).matchAll(/`((?:bin|lib|lambda|local|toolkit|config|bench|test|docs)\/[\w./-]+)`/g)];
  expect(paths.map(([, path = '']) => path).filter((path) => !existsSync(join(REPOSITORY_ROOT, path)))).toEqual([]);
});
