import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  applyDocuments,
  InvalidDocuments,
  listDocuments,
  readDocuments,
} from '../../../../../lambda/catalog/publish/index.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';
import { targetTypes } from '../../../../support/targets.ts';

const toolText = (name: string, server = 'orders') =>
  `kind: Tool\nserver: ${server}\nname: ${name}\ndescription: D\ninput: { type: object }\ntarget: { type: echo, text: t }\n`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-load-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

test('a directory is read with all below it, by name, without what is not for the catalogue', async () => {
  write({
    'b.yaml': toolText('third'),
    'a/x.yml': toolText('first'),
    'a/y.json': JSON.stringify({ kind: 'Server', server: 'orders' }),
    'local.yaml': 'services: []',
    'a/local.yaml': 'services: []',
    'node_modules/p/package.json': '{}',
    '.hidden/x.yaml': 'x: 1',
    'README.md': '# no',
  });
  const documents = await readDocuments([directory], targetTypes);
  expect(documents.map((document) => (document.kind === 'Tool' ? document.name : document.kind))).toEqual([
    'first',
    'Server',
    'third',
  ]);
});

test('other JSON and YAML of a directory is skipped and counted; a file that is named must have documents', async () => {
  write({
    'a.yaml': toolText('first'),
    'package.json': '{ "name": "x" }',
    'tsconfig.json': '{\n  // comments are not JSON\n  "include": ["a"],\n}',
    'list.yaml': '- 1\n- 2',
    'broken/b.yaml': 'kind: Tool\nname: [',
  });
  const skipped: string[] = [];
  const onSkipped = (files: readonly string[]) => void skipped.push(...files);

  await expect(readDocuments([directory], targetTypes, { onSkipped })).rejects.toThrow(/b\.yaml:\d+: document 1: /);
  rmSync(join(directory, 'broken'), { recursive: true });
  skipped.length = 0;
  expect(await readDocuments([directory], targetTypes, { onSkipped })).toHaveLength(1);

  expect(skipped).toEqual(['list.yaml', 'package.json', 'tsconfig.json'].map((name) => join(directory, name)));
  for (const name of ['list.yaml', 'package.json', 'tsconfig.json']) {
    await expect(readDocuments([join(directory, name)], targetTypes)).rejects.toThrow(InvalidDocuments);
  }
  rmSync(join(directory, 'a.yaml'));
  await expect(readDocuments([directory], targetTypes)).rejects.toThrow('contains no documents: none of its files has');
});

test('what cannot be read is a problem like any other', async () => {
  write({ 'empty/README.md': '' });
  const read = readDocuments([join(directory, 'nope.yaml'), join(directory, 'empty')], targetTypes);
  await expect(read).rejects.toThrow(InvalidDocuments);
  await expect(read).rejects.toThrow(/nope\.yaml: no such file or directory\n.*empty: the directory contains no/);
});

test('documents are published per server, nothing of them while one is wrong', async () => {
  const table = createMemoryTable();
  write({ 'a.yaml': `${toolText('one')}---\n${toolText('two', 'other')}`, 'b.yaml': 'kind: Tool' });
  await expect(applyDocuments({ table, paths: [directory], targets: targetTypes })).rejects.toThrow(InvalidDocuments);
  expect(table.items.size).toBe(0);

  rmSync(join(directory, 'b.yaml'));
  const results = await applyDocuments({ table, paths: [directory], targets: targetTypes });

  expect(results).toMatchObject([
    { server: 'orders', version: 1, published: true, documents: [{ kind: 'Tool', name: 'one', outcome: 'created' }] },
    { server: 'other', version: 1, published: true, documents: [{ kind: 'Tool', name: 'two', outcome: 'created' }] },
  ]);
});

test('a change set that came second is compared and published again', async () => {
  const table = createMemoryTable();
  write({ 'a.yaml': toolText('one'), 'b/b.yaml': toolText('two') });
  await applyDocuments({ table, paths: [join(directory, 'b')], targets: targetTypes });
  const update = table.update;
  table.update = async (key, change) => {
    table.update = update;
    write({ 'b/b.yaml': toolText('three') });
    await applyDocuments({ table, paths: [join(directory, 'b')], targets: targetTypes });
    return update(key, change);
  };

  const [result] = await applyDocuments({ table, paths: [join(directory, 'a.yaml')], targets: targetTypes });

  expect(result).toMatchObject({ published: true, version: 4 });
  expect((await listDocuments(table, 'orders'))?.map(({ id }) => id)).toEqual(['one', 'three', 'two']);
});

test('a file that the system does not give is a problem, too', async () => {
  symlinkSync(join(directory, 'nowhere'), join(directory, 'dangling.yaml'));
  await expect(readDocuments([directory], targetTypes)).rejects.toThrow(/dangling\.yaml: cannot be read: ENOENT$/);
});
