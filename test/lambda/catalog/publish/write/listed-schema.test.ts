import fc from 'fast-check';
import { createCatalogReader } from '../../../../../lambda/catalog/index.ts';
import { publish } from '../../../../../lambda/catalog/publish/index.ts';
import type { Json, JsonObject } from '../../../../../lambda/json.ts';
import { createCheck } from '../../../../../lambda/schema/index.ts';
import { WorkBudget } from '../../../../../lambda/work/index.ts';
import { toolDocument } from '../../../../support/documents.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';
import { asDocuments } from '../../../../support/prepare.ts';
import { holding } from '../../../../support/visibility.ts';

/** Publishes a tool, and returns its entry in the list. */
async function listedTool(input: JsonObject, output?: JsonObject): Promise<Record<string, JsonObject>> {
  const table = createMemoryTable();
  const documents = [toolDocument('a', { input, ...(output && { output }) })];
  await publish(table, { server: 'orders', documents, prune: false });
  const options = { table, prepare: asDocuments, refreshSeconds: 5, staleSeconds: 60, cacheEntries: 100, now: () => 0 };
  const reader = createCatalogReader(options);
  const view = await reader.server('orders');
  if (view === undefined) throw new Error('no server');
  return JSON.parse((await reader.page(view, 'tools', undefined, holding())).items);
}

test('a property that is a boolean is listed as an object', async () => {
  const { inputSchema, outputSchema } = await listedTool(
    {
      type: 'object',
      properties: { anything: true, nothing: false, deep: { type: 'object', properties: { inner: true } } },
      additionalProperties: false,
    },
    { type: 'object', properties: { anything: true } },
  );

  expect(inputSchema).toEqual({
    type: 'object',
    properties: { anything: {}, nothing: { not: {} }, deep: { type: 'object', properties: { inner: {} } } },
    additionalProperties: false,
  });
  expect(outputSchema).toEqual({ type: 'object', properties: { anything: {} } });
});

test('data in a schema that looks like properties is listed as it is', async () => {
  const input = {
    type: 'object',
    properties: { shape: { default: { properties: { a: true } }, enum: [{ properties: { a: true } }] } },
  };

  expect((await listedTool(input)).inputSchema).toEqual(input);
});

test('the same document published again is no change', async () => {
  const table = createMemoryTable();
  const input = { type: 'object', properties: { anything: true } };
  const apply = (document: ReturnType<typeof toolDocument>) =>
    publish(table, { server: 'orders', documents: [document], prune: false });

  await apply(toolDocument('a', { input }));

  expect(await apply(toolDocument('a', { input }))).toMatchObject({ published: false });
});

test('what looks like a schema elsewhere stays as it is', async () => {
  const data = { properties: { shown: true } };
  const input = { type: 'object', properties: { a: { type: 'object', default: data } }, 'x-form': data };

  expect((await listedTool(input)).inputSchema).toEqual(input);
});

const schemas = fc.letrec<{ schema: Json; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.boolean(),
    fc.constantFrom<JsonObject>({ type: 'string' }, { type: 'integer' }, { enum: [1, true] }),
    tie('object'),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'properties', 'default'), tie('schema'), { maxKeys: 3 }),
      additionalProperties: tie('schema'),
    },
    { requiredKeys: ['type', 'properties'] },
  ),
}));
const values = fc.dictionary(
  fc.constantFrom('a', 'b', 'properties', 'default'),
  fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.dictionary(fc.constantFrom('a', 'b'), fc.integer())),
);

test('a listed schema means what the published one means', async () => {
  await fc.assert(
    fc.asyncProperty(schemas.object, values, async (schema, value) => {
      const { inputSchema = {} } = await listedTool(schema);
      const judge = async (by: JsonObject) =>
        (await createCheck(by))(value as JsonObject, new WorkBudget()) === undefined;

      expect(await judge(inputSchema)).toBe(await judge(schema));
      expect(JSON.stringify(inputSchema.properties)).not.toMatch(/"(?:a|b)":(?:true|false)[,}]/);
    }),
    { numRuns: 200 },
  );
});
