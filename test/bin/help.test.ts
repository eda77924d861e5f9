import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { readCommandLine, USAGE } from '../../local/options.ts';
import { shellWords } from '../examples/support/command-line.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { respondTo } from './support/respond.ts';
import { startShop } from './support/shop.ts';

const TABLE = 'spillway-prod-catalog';
const DOCUMENTS = `kind: Tool
server: orders
name: find_order
description: Finds an order.
input: { type: object, properties: { id: { type: integer } } }
target: { type: static, text: One order. }
`;

/** The commands at the end of a help text, each as its words without the program. */
function examplesIn(help: string): readonly (readonly string[])[] {
  const [, examples = ''] = help.split('\nExamples:\n');
  const commands = examples.replaceAll('\\\n', ' ').split('\n');
  return commands.filter((line) => line.trim() !== '').map((line) => shellWords(line));
}

describe('spillway --help', () => {
  let table: StartedTable;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let directory: string;
  const environment = { ...process.env };

  beforeAll(async () => {
    [table, shop] = await Promise.all([startDynalite(TABLE), startShop()]);
    directory = mkdtempSync(join(tmpdir(), 'spillway-help-'));
    mkdirSync(join(directory, '.spillway'));
    mkdirSync(join(directory, 'tools'));
    for (const path of ['orders.yaml', 'prompts.yaml', 'tools/orders.yaml']) {
      writeFileSync(join(directory, path), DOCUMENTS.replace('find_order', path.replace(/\W/g, '_')));
    }
    const variables = 'kind: Server\nserver: github\nvariables: { host: api.github.com }\n';
    writeFileSync(join(directory, 'github.yaml'), variables);
    writeFileSync(join(directory, 'order.json'), '{"id": 7}');
    const stack = {
      endpoint: 'http://127.0.0.1:8787',
      table: TABLE,
      tableEndpoint: table.endpoint,
      region: table.region,
      credentials: table.credentials,
      lambdaEndpoint: shop.endpoint,
      functions: { shop: 'arn:aws:lambda:us-east-1:000000000000:function:shop:live' },
      pid: process.pid,
    };
    writeFileSync(join(directory, '.spillway', 'local.json'), JSON.stringify(stack));
    process.env.AWS_ENDPOINT_URL_DYNAMODB = table.endpoint;
    process.env.AWS_ENDPOINT_URL_LAMBDA = shop.endpoint;
    process.env.AWS_ACCESS_KEY_ID = 'local';
    process.env.AWS_SECRET_ACCESS_KEY = 'local';
  });
  afterAll(async () => {
    process.env = environment;
    shop.stop();
    await table.stop();
    rmSync(directory, { recursive: true });
  });

  /** Runs one command where its files are, against a deployment that answers every call. */
  async function run(words: readonly string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const here = words.map((word) => (/\.yaml$|\/$/.test(word) ? join(directory, word) : word));
    const text = { type: 'text', text: 'One order.' };
    const result = {
      content: [text],
      contents: [{ uri: 'orders://handbook', text: 'One order.' }],
      messages: [{ role: 'user', content: text }],
      completion: { values: ['friendly'] },
    };
    const code = await runCommandLine(here, {
      stdout: (text) => out.push(text),
      stderr: (text) => err.push(text),
      directory,
      fetch: async (_, init) => respondTo(init, { result }),
      targets: targetTypes,
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test.each(['', 'test', 'validate', 'apply', 'import', 'list', 'call', 'read', 'prompt', 'complete'])(
    'the examples of `spillway %s` run',
    async (command) => {
      const help = await run([...(command === '' ? [] : [command]), '--help']);
      const examples = examplesIn(help.out);
      await run(['apply', '-f', 'orders.yaml', '--local']);

      expect(examples.length).toBeGreaterThan(1);
      for (const [program, ...words] of examples) {
        expect({ program, ...(await run(words)) }).toMatchObject({ program: 'spillway', code: 0, err: '' });
        if (command !== '') expect(words[0]).toBe(command);
      }
    },
  );

  test('every command has a help text of its own', async () => {
    const { out } = await run(['--help']);
    const [, section = ''] = /^Commands:\n(.*?)\n\n/ms.exec(out) ?? [];
    const commands = [...section.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);

    expect(commands).toEqual([
      'dev',
      'try',
      'test',
      'validate',
      'apply',
      'import',
      'delete',
      'compact',
      'keys',
      'audit',
      'deny',
      'list',
      'call',
      'read',
      'prompt',
      'complete',
      'login',
      'logout',
      'doctor',
      'help',
    ]);
  });

  test.each(['--version', '-v'])('%s prints the version of the package', async (option) => {
    expect(await run([option])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+$/), err: '' });
  });
});

test('the examples of `npm start -- --help` are understood', () => {
  const examples = examplesIn(USAGE);

  expect(examples.length).toBeGreaterThan(1);
  for (const [npm, start, ...words] of examples) {
    expect([npm, start]).toEqual(['npm', 'start']);
    expect(readCommandLine(words.slice(1))).toMatchObject({ help: false });
    expect(words.slice(0, 1)).toEqual(words.length === 0 ? [] : ['--']);
  }
});
