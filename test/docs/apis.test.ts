import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { runCommand } from '../bin/support/commands.ts';
import { apis } from '../examples/apis/mocks/index.ts';
import { shellWords } from '../examples/support/command-line.ts';
import { readPage } from './support/document.ts';

const page = readPage('apis.md');
const DIRECTORY = join(REPOSITORY_ROOT, 'examples/apis');

/** A document of an example, and its lines without blank ones and comments. */
interface Counted {
  readonly value: JsonObject;
  readonly lines: number;
}

/** The documents of each example by its server. */
const examples = new Map(
  readdirSync(DIRECTORY).map((file): [string, readonly Counted[]] => [
    basename(file, '.yaml'),
    readFileSync(join(DIRECTORY, file), 'utf8')
      .split(/^---\n/m)
      .map((text) => ({ value: parse(text), lines: text.split('\n').filter((line) => /^ *[^ #]/.test(line)).length })),
  ]),
);
const documents = [...examples.values()].flat();
const linesOf = (kind: string) =>
  documents.flatMap(({ value, lines }) => (value.kind === kind ? [lines] : [])).sort((a, b) => a - b);

/** `server/tool` of every tool that a test calls. */
const called = new Set(apis.flatMap(({ server, calls }) => calls.map(({ tool }) => `${server}/${tool}`)));

/** Names of secrets anywhere in a value. */
function secretsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = isJsonObject(value) && typeof value.secret === 'string' ? [value.secret] : [];
  return [...own, ...Object.values(value).flatMap(secretsIn)];
}

describe('docs/apis.md', () => {
  test('has a row for every tool, with the lines of its document', () => {
    const rows = [...page.matchAll(/^\| \[(.+?)\]\(#.+?\) +\| `(\w+)` +\| (\w+) +\| +(\d+) \|/gm)].map(
      ([, title, tool, works, lines]) => `${title} ${tool} ${works} ${lines}`,
    );

    const expected = [...examples].flatMap(([server, [head, ...tools]]) =>
      tools.map(({ value, lines }) => {
        const works = called.has(`${server}/${value.name}`) ? 'yes' : 'no';
        return `${head?.value.title} ${value.name} ${works} ${lines}`;
      }),
    );
    expect(rows.toSorted()).toEqual(expected.toSorted());
  });

  test('has the figures of the examples', () => {
    const [tools, servers] = [linesOf('Tool'), linesOf('Server')];

    const count = tools.length;
    expect(page).toContain(`${count} operations of ${servers.length} public APIs`);
    expect(page).toContain(`of ${tools[0]} to ${tools.at(-1)} lines`);
    expect(readFileSync(join(REPOSITORY_ROOT, 'README.md'), 'utf8')).toContain(`[${count} operations to copy]`);
    expect(page).toContain(`**${called.size} of ${count} work.**`);
    expect(page.replaceAll('\n', ' ')).toContain(`has ${servers[0]} to ${servers.at(-1)} lines more`);
  });

  test.each([...examples])('has a recipe for %s that names its secrets', (server, counted) => {
    const [, recipe] =
      new RegExp(`^- \\[[^\\]]+\\]\\(\\.\\./examples/apis/${server}\\.yaml\\): (.*?)(?=^- |^$)`, 'ms').exec(page) ?? [];

    const secrets = [...new Set(counted.flatMap(({ value }) => secretsIn(value)))];
    expect(recipe).toBeDefined();
    expect(secrets.filter((secret) => !recipe?.includes(`\`${secret}\``))).toEqual([]);
  });

  test('has commands that work', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'spillway-apis-'));
    const answer = join(directory, 'answer.json');
    writeFileSync(answer, JSON.stringify({ body: [{ number: 1, title: 'Leak', labels: [] }] }));
    const context = { directory: REPOSITORY_ROOT, userDirectory: REPOSITORY_ROOT, targets: targetTypes };
    const [tried = [], applied = []] = [...page.matchAll(/^ +npm run -s spillway -- (.+)$/gm)].map(([, words = '']) =>
      shellWords(words),
    );

    const shown = await runCommand([...tried, '--response', answer], context);
    const checked = await runCommand(['validate', ...applied.slice(1, applied.indexOf('--table'))], context);
    rmSync(directory, { recursive: true });

    expect(shown.out).toContain('GET https://api.github.com/repos/octocat/hello-world/issues?state=open&per_page=100');
    expect([shown.code, checked.code]).toEqual([0, 0]);
  });
});
