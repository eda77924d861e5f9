import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY_ROOT, TOOLKIT_OPTIONS } from '../../lib/bundle.ts';
import { spillway } from '../e2e/support/command-line.ts';
import { startTestStack, type TestStack } from '../e2e/support/stack.ts';
import { shellWords } from '../examples/support/command-line.ts';
import { callDocument, invoke } from '../toolkit/support.ts';
import { fencesOf } from './support/document.ts';

const read = (path: string) => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
const readme = read('README.md');
const fenceOf = (kind: string) => fencesOf(readme).find((fence) => fence.kind === kind)?.content ?? '';

/** Commands of the command line that need no deployment, in order, without their comments. */
const COMMANDS = [...readme.matchAll(/^npm run -s spillway -- (.*)$/gm)]
  .map(([, words = '']) => words.replace(/ +#.*$/, ''))
  .filter((words) => !/--table|ENDPOINT/.test(words));

/** What stands in for the server `countries` of the story, whose own page is run by a test of its own. */
const COUNTRIES = `kind: Tool
server: countries
name: get_country
description: Facts about one country.
input: { type: object, properties: { code: { type: string } }, required: [code] }
target: { type: static, text: Switzerland }
`;

describe('README.md', () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await startTestStack();
    await writeFile(join(stack.directory, 'countries.yaml'), COUNTRIES);
    await spillway(['apply', '-f', 'countries.yaml', '--local'], stack.directory);
    await writeFile(join(stack.directory, 'orders.yaml'), fenceOf('yaml'));
  });
  afterAll(() => stack.stop());

  test('has commands that work in the order in which they stand', async () => {
    expect(COMMANDS.map((words) => words.split(' ')[0])).toEqual(['list', 'call', 'validate', 'apply', 'list']);
    for (const words of COMMANDS) {
      expect(await spillway(shellWords(words), stack.directory)).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('shows a tool as code that runs', async () => {
    const entry = join(stack.directory, 'tool.ts');
    const outfile = join(stack.directory, 'tool.mjs');
    await writeFile(entry, fenceOf('ts'));
    await build({ ...TOOLKIT_OPTIONS, entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
    const { handler } = await import(outfile);
    const parts = await invoke(handler, callDocument({ arguments: { region: 'Asia' } }));
    expect(parts).toMatchObject([
      { type: 'progress', progress: 1, total: 2 },
      { type: 'partial', content: [{ text: 'the first finding' }] },
      { type: 'result', result: { content: [{ text: 'all of Asia' }] } },
    ]);
  });

  test.each([
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/stages.md',
    'docs/local-stack.md',
    'toolkit/README.md',
  ])('and %s name scripts and files that there are', (page) => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...read(page).matchAll(/\bnpm (?:run (?:-s )?)?([a-z]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
  });
});
