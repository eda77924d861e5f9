import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KINDS } from '../../lambda/catalog/publish/check/kinds/index.ts';
import { isJsonObject } from '../../lambda/json.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { runCommand } from '../bin/support/commands.ts';
import { shellWords } from '../examples/support/command-line.ts';
import { fencesOf, readPage } from './support/document.ts';

const page = readPage('try-and-test.md');
const contents = (kind: string) => fencesOf(page).flatMap((fence) => (fence.kind === kind ? [fence.content] : []));
const [document = ''] = contents('yaml');
const [answer = ''] = contents('json');
const commands = contents('sh').map((line) => shellWords(line).slice(5));
const [tried = '', tested = '', failed = ''] = contents('text');

/** What differs from one run to the next, and `$response`, which the page leaves out. */
const timeless = (text: string) =>
  text.replaceAll(/\d+ ms/g, 'N ms').replace(/^(\$response\n).*?(?=^expressions)/ms, '$1          ...\n');

describe('docs/try-and-test.md', () => {
  const directory = mkdtempSync(join(tmpdir(), 'spillway-docs-'));
  const run = (words: readonly string[] = []) =>
    runCommand(words, { directory, userDirectory: directory, targets: targetTypes });
  beforeEach(() => {
    writeFileSync(join(directory, 'orders.yaml'), document);
    writeFileSync(join(directory, 'answer.json'), answer);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('prints what `spillway try` prints', async () => {
    const { code, out } = await run(commands[0]);

    expect({ code, out: timeless(out) }).toEqual({ code: 0, out: timeless(tried) });
  });

  test('prints what `spillway test` prints', async () => {
    const { code, out } = await run(commands[2]);

    expect({ code, out }).toEqual({ code: 0, out: tested });
  });

  test('prints what `spillway test` prints of an example that fails', async () => {
    writeFileSync(join(directory, 'orders.yaml'), document.replace('total: 7.5', 'total: 8'));

    const { code, out } = await run(commands[2]);

    expect({ code, out: out.replaceAll(`${directory}/`, '') }).toEqual({ code: 1, out: failed });
  });

  test('has a row for every key of an example, and of a response', () => {
    const { properties } = KINDS.Tool.schema;
    const list = isJsonObject(properties) && isJsonObject(properties.examples) ? properties.examples.items : undefined;
    const keys = isJsonObject(list) && isJsonObject(list.properties) ? list.properties : {};
    const response =
      isJsonObject(keys.response) && isJsonObject(keys.response.properties) ? keys.response.properties : {};
    const rows = [...page.matchAll(/^\| (`[^|]*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key),
    );

    expect(rows.sort()).toEqual([...Object.keys(keys), ...Object.keys(response)].sort());
    expect(parse(document).examples).toHaveLength(1);
  });
});
