import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { fencesOf } from '../../docs/support/document.ts';
import { shellWords } from '../support/command-line.ts';
import { type Story, startStory } from '../support/story.ts';
import { PICTURES } from './support/screenshot.ts';

const run = promisify(execFile);
const DIRECTORY = join(REPOSITORY_ROOT, 'examples', 'agent');
const readme = await readFile(join(DIRECTORY, 'README.md'), 'utf8');
const ofKind = (kind: string) =>
  fencesOf(readme).flatMap((fence) => (fence.kind === kind ? [fence.content.trim()] : []));

/** A line without its times, which differ from run to run. */
const untimed = (text: string) => text.replaceAll(/ +\d+\.\d\d s/g, ' TIME');

/** Runs `npm run -s agent` with the given options. */
function agent(...words: readonly string[]) {
  return run(process.execPath, ['--import', 'tsx', join(DIRECTORY, 'main.ts'), ...words], { cwd: REPOSITORY_ROOT });
}

describe('the README of the agent', () => {
  let story: Story;

  beforeAll(async () => {
    story = await startStory(new Map());
  });
  afterAll(() => story.stop());

  test('shows what the agent prints', async () => {
    const [command = ''] = ofKind('console').filter((content) => content.includes('--region'));
    const [printed = ''] = ofKind('text');
    const [before = '', after = ''] = untimed(printed).split('   ...\n');
    const words = shellWords(command).slice(5);

    const { stdout } = await agent(...words, '--endpoint', story.stack.endpoint, '--pause-ms', '20');

    expect(shellWords(command).slice(0, 5)).toEqual(['npm', 'run', '-s', 'agent', '--']);
    expect(untimed(stdout).trim().startsWith(before.trim())).toBe(true);
    expect(untimed(stdout).trim().endsWith(after.trim())).toBe(true);
  });

  test('shows the rows of the streamed agent before the buffered one has any', async () => {
    const { stdout } = await agent('--region', 'Americas', '--endpoint', story.stack.endpoint, '--pause-ms', '30');

    const times = (row: string) => [...(new RegExp(`^${row}.*$`, 'm').exec(stdout)?.[0] ?? '').matchAll(/\d+\.\d\d/g)];
    const [[streamed], [buffered]] = [times('reads the stream'), times('waits for the result')] as const;
    // 56 rows, 30 ms each: a ratio, so that a slow machine fails nothing.
    expect(Number(streamed)).toBeLessThan(Number(buffered) / 3);
  });

  test('describes every option, with its default', async () => {
    const source = await readFile(join(DIRECTORY, 'main.ts'), 'utf8');
    const options = [...source.matchAll(/^ +'?([\w-]+)'?: \{ type: '\w+', default: (?:'(.+)'|false) \}/gm)];
    const described = [...readme.matchAll(/^\| `--([\w-]+)(?: \w+)?` +\| (?:`(.+?)`)? *\|/gm)];

    const named = (matches: readonly RegExpMatchArray[]) => matches.map(([, name, value]) => [name, value]).sort();
    expect(named(described)).toEqual(named(options));
  });

  test('says what is wrong with an option and with an argument, without a stack', async () => {
    const failed = { code: 1, stdout: expect.any(String) };

    await expect(agent('--nope')).rejects.toMatchObject({ ...failed, stderr: expect.stringContaining("'--nope'") });
    await expect(agent('--endpoint', story.stack.endpoint, '--region', 'Atlantis')).rejects.toMatchObject({
      ...failed,
      stderr: expect.stringMatching(/^Invalid arguments for tool stream_countries:/),
    });
  });

  test('shows pictures that there are, in both colour schemes', async () => {
    for (const name of Object.values(PICTURES)) {
      expect(readme).toContain(`"${name}"`);
      const picture = await readFile(join(DIRECTORY, name));
      // A PNG begins with this signature. PNG specification, 5.2
      expect(picture.subarray(1, 4).toString()).toBe('PNG');
      expect(picture.length).toBeLessThan(300_000);
    }
  });
});
