import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  applyDocuments,
  InvalidDocuments,
  listDocuments,
  loadDocuments,
  parseDocuments,
  readDocuments,
} from '../../../../../lambda/catalog/publish/index.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';
import { timesTheYardstick } from '../../../../support/processor-time.ts';
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

test.each([
  ['JSON on one line', 'b.json', '{"server":"orders","kind":"Tool",}}', /b\.json:1: document 1: /],
  ['YAML in braces', 'b.yaml', '{ kind: Tool, name: [', /b\.yaml:1: document 1: /],
  ['a list of documents', 'b.json', '[{ "kind": "Server", "server": "orders" }]', /b\.json:1: .* found a list of 1/],
])('a file of a directory that is meant for the catalogue is not skipped: %s', async (_, name, text, fault) => {
  write({ 'a.yaml': toolText('first'), [name]: text });

  await expect(readDocuments([directory], targetTypes)).rejects.toThrow(fault);
});

test('a broken file of many lines is skipped in time', async () => {
  write({ 'a.yaml': toolText('first'), 'b.json': `{ "a": 1,, \n${'\n'.repeat(200_000)}` });

  const ratio = await timesTheYardstick(async () =>
    expect(await readDocuments([directory], targetTypes)).toHaveLength(1),
  );

  expect(ratio).toBeLessThan(150);
});

test('a mapping of many keys is read in time, and each key that it has already is a fault', async () => {
  const keys = Array.from({ length: 50_000 }, (_, index) => `k${index}: 1\n`).join('');

  const ratio = await timesTheYardstick(() => {
    const { documents, faults } = parseDocuments('a.yaml', `${keys}x: { k1: 1, "k1": 2 }\nk7: [{ a: 1, a: 2 }]\n`);
    expect(documents).toEqual([]);
    expect(faults.map(({ at }) => at?.line)).toEqual([50_001, 50_002, 50_002]);
  });

  expect(ratio).toBeLessThan(300);
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

  write({ 'a.yaml': toolText('one') });
  const { documents, faults, empty } = await loadDocuments([directory]);

  expect(documents).toMatchObject([{ value: { name: 'one' } }]);
  expect(faults).toMatchObject([{ message: 'cannot be read: ENOENT' }]);
  expect(empty).toEqual([]);
});

// Nothing is closed for root.
const asUser = process.getuid?.() === 0 ? test.skip : test;

asUser('a directory that the system does not list hides no other one', async () => {
  write({ 'a.yaml': toolText('one'), 'closed/b.yaml': toolText('two') });
  chmodSync(join(directory, 'closed'), 0o000);

  const { documents, faults } = await loadDocuments([directory]);
  chmodSync(join(directory, 'closed'), 0o700);

  expect(documents).toMatchObject([{ value: { name: 'one' } }]);
  expect(faults).toMatchObject([{ message: 'cannot be read: EACCES', at: { file: join(directory, 'closed') } }]);
});
