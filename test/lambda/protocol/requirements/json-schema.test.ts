import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../../lambda/json.ts';
import { problemsOfTool } from './support/publishing.ts';

/** spec: basic/index#json-schema-usage */

const property = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { a: schema } });

test.each([
  ['http://json-schema.org/draft-04/schema#'],
  ['https://json-schema.org/draft/2019-09/schema'],
  ['https://example.com/my-dialect'],
])('another dialect is refused by name when it is published', async ($schema) => {
  for (const document of [{ input: { $schema, type: 'object' } }, { output: { $schema, type: 'object' } }]) {
    const problems = await problemsOfTool(document);
    expect(problems.join('\n')).toContain('only https://json-schema.org/draft/2020-12/schema is supported');
    expect(problems.join('\n')).toContain($schema);
  }
});

test('the dialect that is supported may be named, and need not be', async () => {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  expect(await problemsOfTool({ input: { $schema, type: 'object' } })).toEqual([]);
  expect(await problemsOfTool({ input: { type: 'object' } })).toEqual([]);
});

test('a schema that breaks its dialect is refused when it is published', async () => {
  const broken: readonly JsonObject[] = [
    { type: 'objekt' },
    { type: 'object', required: 'a' },
    { type: 'object', properties: [] },
    { type: 'object', properties: { a: null } },
    { type: 'object', properties: { a: { minimum: 'one' } } },
    { type: 'object', allOf: [] },
  ];
  for (const schema of broken) {
    expect(await problemsOfTool({ input: schema })).not.toEqual([]);
    expect(await problemsOfTool({ output: schema })).not.toEqual([]);
  }
});

test.each([
  'https://example.com/schema.json',
  'http://169.254.169.254/latest',
  '//example.com/x',
  'other.json#/a',
  'file:///etc/passwd',
])('a reference to the network is refused when it is published (%s)', async ($ref) => {
  for (const schema of [
    property({ $ref }),
    { type: 'object', $defs: { d: { $ref } } },
    { type: 'object', allOf: [{ $ref }] },
  ]) {
    expect((await problemsOfTool({ input: schema })).join('\n')).toContain('only references within the schema');
  }
});

test('a schema may nest and weigh so much and no more', async () => {
  let deep: JsonObject = { type: 'string' };
  for (let level = 0; level < 40; level++) deep = property(deep);
  expect((await problemsOfTool({ input: deep })).join('\n')).toContain('nested deeper');
  const wide = Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`property${n}`, { type: 'string' }]));
  expect((await problemsOfTool({ input: { type: 'object', properties: wide } })).join('\n')).toContain('are allowed');
});

test('the dialect that is supported is documented', async () => {
  const docs = new URL('../../../../docs/', import.meta.url);
  const pages = (await readdir(docs)).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(pages.map((name) => readFile(fileURLToPath(new URL(name, docs)), 'utf8')));
  expect(texts.filter((text) => text.includes('JSON Schema 2020-12'))).not.toEqual([]);
});
