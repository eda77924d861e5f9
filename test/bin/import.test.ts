import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../bin/cli/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { startShop } from './support/shop.ts';

describe('spillway import', () => {
  let table: StartedTable;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let directory: string;

  beforeAll(async () => {
    table = await startDynalite();
    shop = await startShop();
    directory = mkdtempSync(join(tmpdir(), 'spillway-import-'));
    const { endpoint: tableEndpoint, table: name, region, credentials } = table;
    const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}:live`;
    const functions = { shop: arn('shop'), gone: arn('gone') };
    const stack = {
      endpoint: 'http://x',
      table: name,
      tableEndpoint,
      region,
      credentials,
      lambdaEndpoint: shop.endpoint,
      functions,
      pid: process.pid,
    };
    mkdirSync(join(directory, '.spillway'));
    writeFileSync(join(directory, '.spillway', 'local.json'), JSON.stringify(stack));
  });
  afterAll(async () => {
    shop.stop();
    await table.stop();
    rmSync(directory, { recursive: true });
  });

  async function run(...args: string[]) {
    const out: string[] = [];
    const err: string[] = [];
    const context = { stdout: (line: string) => out.push(line), stderr: (line: string) => err.push(line) };
    const code = await runCommandLine(args, { ...context, directory, fetch, targets: targetTypes });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test('publishes the tools of an SDK server in one command, and nothing when nothing changed', async () => {
    expect(await run('import', 'shop', '--server', 'market', '--local')).toEqual({
      code: 0,
      out: 'market: version 1 is published (2 created)\n  created   Tool find_price\n  created   Tool order',
      err: '',
    });
    expect((await run('import', 'shop', '--server', 'market', '--local')).out).toContain('nothing to publish');
    expect((await run('list', 'market', '--local')).out).toContain('Does find_price.');
  });

  test.each([
    [
      'a function that the stage does not have',
      ['none'],
      1,
      'the stage has no function named none; its functions: shop, gone',
    ],
    ['a function that is not deployed', ['gone'], 1, /^error: function arn:aws\S+ does not exist: /],
    ['two places at once', ['shop', '--arn', 'x'], 2, 'pass either --local or --arn'],
  ])('%s', async (_what, words, code, message) => {
    expect(await run('import', ...words, '--server', 'market', '--local')).toMatchObject({
      code,
      err: expect.stringMatching(message),
    });
  });
});
