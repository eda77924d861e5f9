import { openTestKeys, type TestKeys } from '../../../support/api-keys.ts';
import { createMemoryTable, type MemoryTable } from '../../../support/memory-table.ts';

const REFUSED = { kind: 'invalid', description: 'The API key is not valid' };

describe('the item of an API key', () => {
  let table: MemoryTable;
  let keys: TestKeys;
  beforeEach(() => {
    table = createMemoryTable();
    keys = openTestKeys(table);
  });

  test.each([
    ['no hash', { hash: '' }],
    ['a hash that is not a text', { hash: 7 }],
    ['a hash of another length', { hash: 'a'.repeat(42) }],
    ['scopes that are not a list', { scopes: '{}' }],
    ['scopes that are not JSON', { scopes: 'a' }],
    ['scopes that are not texts', { scopes: '["a",1]' }],
    ['servers that are not a list', { servers: 'orders' }],
    ['servers that are not texts', { servers: '["orders",1]' }],
    ['limits that are not an object', { limits: '[]' }],
    ['limits that are not numbers', { limits: '{"burst":"all"}' }],
    ['an expiry that is not a number', { expiresAt: 'never' }],
    ['a creation that is not a number', { createdAt: 'once' }],
    ['a table that is not a text', { table: 1 }],
  ])('with %s admits nobody, and is shown as damaged', async (_, damage) => {
    const { key, id } = await keys.create();
    await table.update({ pk: 'KEYS', sk: id }, { set: damage });

    expect(await keys.instance().verify(key)).toEqual(REFUSED);
    await expect(keys.store.show(id)).rejects.toThrow(`the item of key ${id} is damaged`);
    expect(await keys.store.list(10)).toEqual({ keys: [] });
  });

  test('with a revocation without a time admits nobody', async () => {
    const { key, id } = await keys.create();
    await table.update({ pk: 'KEYS', sk: id }, { set: { revokedAt: '' } });

    expect(await keys.instance().verify(key)).toEqual(REFUSED);
    expect(await keys.store.show(id)).toMatchObject({ status: 'revoked' });
  });

  test.each([
    ['a hash', { previousHash: 'a' }],
    ['an end', { previousEndsAt: 'never' }],
  ])('without %s of the secret before a rotation admits with the present secret alone', async (_, damage) => {
    const { key, id } = await keys.create();
    const rotated = await keys.store.rotate(id, { overlapMs: 60_000 });
    await table.update({ pk: 'KEYS', sk: id }, { set: damage });
    const { verify } = keys.instance();

    expect(await verify(key)).toEqual(REFUSED);
    expect(await verify(rotated.key)).toMatchObject({ kind: 'valid' });
  });
});
