import {
  createKeyStore,
  InvalidKeyRequest,
  KeyNotChanged,
  type KeyRequest,
  type KeyStore,
  type KeyTable,
} from '../../../../../lambda/auth/keys/manage/index.ts';
import { openTable } from '../../../../../lambda/catalog/publish/index.ts';
import { ConditionFailed, type Key } from '../../../../../lambda/table/index.ts';
import { DAY_MS, KEYS_START, openTestKeys, type TestKeys } from '../../../../support/api-keys.ts';
import { createMemoryTable, type MemoryTable } from '../../../../support/memory-table.ts';
import { tableKinds, withTable } from '../../../../support/table-kinds.ts';

interface Opened {
  readonly table: KeyTable;
  close(): Promise<void>;
}

const kinds = tableKinds<Opened>({
  memory: () => ({ table: createMemoryTable(), close: async () => {} }),
  started: (started) => {
    const table = openTable(started);
    return { table, close: async () => table.close() };
  },
});

describe.each(kinds)('the keys of a table: $name', (kind) => {
  let table: KeyTable;
  let keys: TestKeys;
  const check = withTable(kind, (subject) => {
    table = subject.table;
  });
  beforeEach(() => {
    if (kind.run) keys = openTestKeys(table);
  });

  check('are shown as they were created, without anything of the secret', async () => {
    const limits = { requestsPerSecond: 0.5, burst: 3 };
    const { key, ...created } = await keys.create({ servers: ['orders'], scopes: ['orders:read'], limits });

    expect(await keys.store.show(created.id)).toEqual(created);
    expect(created).toEqual({
      id: key.slice(4, 16),
      name: 'nightly',
      owner: 'team-a',
      servers: ['orders'],
      scopes: ['orders:read'],
      limits,
      createdAt: KEYS_START,
      expiresAt: KEYS_START + 30 * DAY_MS,
      status: 'active',
    });
  });

  check('are listed in pages, each key once', async () => {
    const before = await listAll(3);
    const created = await Promise.all(Array.from({ length: 8 }, () => keys.create()));

    const all = await listAll(3);

    expect(all.length - before.length).toBe(8);
    expect(all).toEqual([...new Set([...before, ...created.map(({ id }) => id)])].sort());
    expect(await keys.store.list(all.length)).not.toHaveProperty('next');
  });

  async function listAll(limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await keys.store.list(limit, after);
      expect(page.keys.length).toBeLessThanOrEqual(limit);
      ids.push(...page.keys.map(({ id }) => id));
      if (page.next === undefined) return ids;
      after = page.next;
    }
  }

  check('take other scopes, unless they are revoked', async () => {
    const { id } = await keys.create({ scopes: ['orders:read'] });
    const scopes = ['orders:read', 'orders:write'];

    const changed = await keys.store.setScopes(id, scopes);
    await expect(keys.store.setScopes(id, ['two words'])).rejects.toThrow(InvalidKeyRequest);
    const shown = await keys.store.show(id);
    await keys.store.revoke(id);

    expect([changed.scopes, shown.scopes]).toEqual([scopes, scopes]);
    await expect(keys.store.setScopes(id, [])).rejects.toThrow(KeyNotChanged);
  });

  check('are revoked once, and cannot be changed after that', async () => {
    const { id } = await keys.create();

    const revoked = await keys.store.revoke(id);
    keys.time += 1_000;

    expect(revoked).toMatchObject({ status: 'revoked', revokedAt: KEYS_START });
    expect(await keys.store.revoke(id)).toEqual(revoked);
    await expect(keys.store.rotate(id, { overlapMs: 0 })).rejects.toThrow(`key ${id} is revoked for good`);
    await expect(keys.store.admit(id)).rejects.toThrow(`key ${id} is revoked for good`);
  });

  check('that two people rotate at once have the secret of one of them; the other one is told', async () => {
    const { id } = await keys.create();
    const overlap = { overlapMs: 1_000 };

    const outcomes = await Promise.allSettled([keys.store.rotate(id, overlap), keys.store.rotate(id, overlap)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [won] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(await keys.instance().verify(won?.key ?? '')).toMatchObject({ kind: 'valid' });
    const [lost] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(lost).toBeInstanceOf(KeyNotChanged);
  });
});

describe('a rotation', () => {
  let keys: TestKeys;
  beforeEach(() => {
    keys = openTestKeys(createMemoryTable());
  });

  test('keeps the id, the expiry and everything else; a new expiry is possible', async () => {
    const { key: before, ...created } = await keys.create();
    keys.time += 1_000;
    const [rotatedAt, expiresAt] = [keys.time, keys.time + 300 * DAY_MS];

    const { key, ...rotated } = await keys.store.rotate(created.id, { overlapMs: 60_000 });

    expect(key).not.toBe(before);
    expect(rotated).toEqual({ ...created, rotatedAt, previousEndsAt: rotatedAt + 60_000 });
    keys.time += 60_000;
    expect(await keys.store.rotate(created.id, { overlapMs: 0, expiresAt })).toMatchObject({ expiresAt });
  });

  test('leaves no secret valid beyond the expiry that it had', async () => {
    const { key, id, expiresAt } = await keys.create();
    keys.time = expiresAt - 1_000;
    await keys.store.rotate(id, { overlapMs: DAY_MS, expiresAt: expiresAt + DAY_MS });

    keys.time = expiresAt;

    expect(await keys.instance().verify(key)).toMatchObject({ kind: 'invalid' });
    expect(await keys.store.show(id)).toMatchObject({ status: 'active', previousEndsAt: expiresAt });
  });

  test('during an overlap is refused, because it would end the oldest secret; without overlap it ends both', async () => {
    const first = await keys.create();
    const second = await keys.store.rotate(first.id, { overlapMs: DAY_MS });

    await expect(keys.store.rotate(first.id, { overlapMs: DAY_MS })).rejects.toThrow(
      'its previous secret is valid until 2023-11-15T22:13:20.000Z',
    );
    const third = await keys.store.rotate(first.id, { overlapMs: 0 });

    const { verify } = keys.instance();
    const verdicts = await Promise.all([first, second, third].map(({ key }) => verify(key)));
    expect(verdicts.map(({ kind }) => kind)).toEqual(['invalid', 'invalid', 'valid']);
  });

  test('after the overlap of the one before may overlap again', async () => {
    const { id } = await keys.create();
    await keys.store.rotate(id, { overlapMs: DAY_MS });
    keys.time += DAY_MS;

    const rotated = await keys.store.rotate(id, { overlapMs: DAY_MS });

    expect(rotated).toMatchObject({ previousEndsAt: keys.time + DAY_MS });
  });

  test('of an expired key needs an expiry', async () => {
    const { id, expiresAt } = await keys.create();
    keys.time = expiresAt;

    await expect(keys.store.rotate(id, { overlapMs: 0 })).rejects.toThrow(`key ${id} has expired`);
    await keys.store.rotate(id, { overlapMs: 0, expiresAt: keys.time + DAY_MS });

    expect(await keys.store.show(id)).toMatchObject({ status: 'active' });
  });

  test.each([-1, 31 * DAY_MS, Number.NaN])('with an overlap of %s ms is refused', async (overlapMs) => {
    const { id } = await keys.create();
    await expect(keys.store.rotate(id, { overlapMs })).rejects.toThrow('the overlap must be from 0 to 30 days');
  });

  test('to an expiry beyond the longest lifetime is refused', async () => {
    const { id } = await keys.create();
    const expiresAt = KEYS_START + 366 * DAY_MS;
    await expect(keys.store.rotate(id, { overlapMs: 0, expiresAt })).rejects.toThrow('at most 365 days from now');
  });

  test('of a key of another table is refused', async () => {
    const { id } = await keys.create();
    keys.identity = 'table-2';
    await expect(keys.store.rotate(id, { overlapMs: 0 })).rejects.toThrow('was written to another table');
    expect(await keys.store.show(id)).toMatchObject({ status: 'other-table' });
  });
});

describe('a change whose response was lost', () => {
  /** A table that makes each change, and then says that its condition was not met: the repetition found its own first effect. */
  function losingResponses(): KeyTable {
    const table = createMemoryTable();
    return {
      get: table.get,
      query: table.query,
      update: async (key, update) => {
        await table.update(key, update);
        throw new ConditionFailed('it was changed');
      },
    };
  }

  test('is recognized as done', async () => {
    const keys = openTestKeys(losingResponses());

    const { id, key } = await keys.create();
    expect(await keys.instance().verify(key)).toMatchObject({ kind: 'valid' });
    const rotated = await keys.store.rotate(id, { overlapMs: 0 });
    expect(await keys.instance().verify(rotated.key)).toMatchObject({ kind: 'valid' });
    keys.identity = 'table-2';
    expect(await keys.store.admit(id)).toMatchObject({ status: 'active' });
    expect(await keys.store.revoke(id)).toMatchObject({ status: 'revoked' });
  });
});

describe('a change in the moment between reading a key and writing it', () => {
  const table = createMemoryTable();
  const keys = openTestKeys(table);
  /** The keys as someone sees them to whom that happens. */
  const others = (between: (key: Key) => Promise<unknown>) => {
    const update: KeyTable['update'] = async (key, change) => {
      await between(key);
      return table.update(key, change);
    };
    return openTestKeys({ get: table.get, query: table.query, update }, 'table-2').store;
  };

  test('a key that is revoked gets no new secret, and is not adopted', async () => {
    const { id } = await keys.create();
    const store = others(() => keys.store.revoke(id));
    await expect(store.admit(id)).rejects.toThrow(`key ${id} was changed by someone else at the same time`);
    expect((await table.get({ pk: 'KEYS', sk: id }))?.table).toBe('table-1');

    const here = await openTestKeys(table, 'table-2').create();
    const rotating = others(() => keys.store.revoke(here.id)).rotate(here.id, { overlapMs: 0 });
    await expect(rotating).rejects.toThrow(KeyNotChanged);
  });

  test('a key that is removed is not made anew by revoking it', async () => {
    const { id } = await keys.create();
    const store = others((key) => table.removeAll([key]));

    await expect(store.revoke(id)).rejects.toThrow(`there is no key ${id} in this table`);
    expect(await table.get({ pk: 'KEYS', sk: id })).toBeUndefined();
  });

  test('an id that is taken is not given to another key', async () => {
    const taken = await table.get({ pk: 'KEYS', sk: (await keys.create()).id });
    const store = others(({ pk, sk }) => table.putAll([{ ...taken, pk, sk }]));

    const created = store.create({ name: 'a', owner: 'b', scopes: [], expiresAt: KEYS_START + DAY_MS });

    await expect(created).rejects.toThrow(KeyNotChanged);
  });
});

describe('a request for a key is refused', () => {
  const now = KEYS_START;
  const store = createKeyStore({ table: createMemoryTable(), identity: async () => 't', maxDays: 90, now: () => now });
  const good: KeyRequest = { name: 'a', owner: 'b', scopes: [], expiresAt: now + DAY_MS };
  const many = Array.from({ length: 101 }, (_, index) => `s${index}`);

  test.each<[Partial<KeyRequest>, string]>([
    [{ name: '' }, 'the name must have 1 to 100 visible characters'],
    [{ name: 'a\u200b' }, 'the name must have'],
    [{ name: ' a' }, 'the name must have'],
    [{ owner: 'a\nb' }, 'the owner must have'],
    [{ owner: 'x'.repeat(101) }, 'the owner must have'],
    [{ servers: [] }, 'the list of servers is empty'],
    [{ servers: ['Orders'] }, 'the server "Orders" is not valid: a server has 1 to 64 lower-case letters'],
    [{ servers: ['a', 'a'] }, 'the server a is given twice'],
    [{ servers: many }, 'a key has at most 100 servers, found 101'],
    [{ scopes: ['a b'] }, 'the scope "a b" is not valid'],
    [{ scopes: ['"'] }, 'is not valid'],
    [{ scopes: many }, 'a key has at most 100 scopes, found 101'],
    [{ limits: { requestsPerSecond: 0 } }, 'the rate must be a number from 0.001 to 100000, found 0'],
    [{ limits: { requestsPerSecond: 100_001 } }, 'the rate must be a number from 0.001 to 100000, found 100001'],
    [{ limits: { requestsPerSecond: 1, burst: 0 } }, 'the burst must be a whole number from 1 to 100000'],
    [{ limits: { requestsPerSecond: 1, burst: 1.5 } }, 'the burst must be a whole number from 1 to 100000'],
    [{ limits: { requestsPerSecond: 1, burst: 100_001 } }, 'the burst must be a whole number from 1 to 100000'],
    [{ limits: { concurrentStreams: 1_001 } }, 'the number of streams must be a whole number from 1 to 1000'],
    [{ limits: { burst: 5 } }, 'a burst needs a rate'],
    [{ limits: { concurrentStreams: 0 } }, 'the number of streams must be a whole number'],
    [{ expiresAt: now }, 'the expiry must be in the future'],
    [{ expiresAt: Number.NaN }, 'the expiry must be in the future'],
    [{ expiresAt: now + 90 * DAY_MS + 1 }, 'at most 90 days from now, which is auth.maxKeyDays of the stage'],
  ])('%j', async (wrong, message) => {
    const refused = store.create({ ...good, ...wrong });

    await expect(refused).rejects.toThrow(InvalidKeyRequest);
    await expect(refused).rejects.toThrow(message);
  });

  test('beyond a longest lifetime of one day', async () => {
    const short = createKeyStore({ table: createMemoryTable(), identity: async () => 't', maxDays: 1, now: () => now });

    await expect(short.create({ ...good, expiresAt: now + 2 * DAY_MS })).rejects.toThrow('at most 1 day from now');
    expect(await short.create(good)).toMatchObject({ status: 'active' });
  });
});

describe('an id', () => {
  let table: MemoryTable;
  let keys: TestKeys;
  beforeEach(() => {
    table = createMemoryTable();
    keys = openTestKeys(table);
  });

  test.each(['show', 'revoke', 'admit'] as const)('without a key is refused: %s', async (operation) => {
    await expect(keys.store[operation]('abcdefabcdef')).rejects.toThrow('there is no key abcdefabcdef in this table');
  });

  test.each<[string, (store: KeyStore, text: string) => Promise<unknown>]>([
    ['show', (store, text) => store.show(text)],
    ['revoke', (store, text) => store.revoke(text)],
    ['rotate', (store, text) => store.rotate(text, { overlapMs: 0 })],
    ['admit', (store, text) => store.admit(text)],
    ['list', (store, text) => store.list(10, text)],
  ])('that is a whole key is refused unread and not repeated, because it has a secret: %s', async (_, use) => {
    const { key } = await keys.create();

    await expect(use(keys.store, key)).rejects.toThrow(
      /^this is not the id of a key: an id has 12 letters and digits, which the key has after `spw_`$/,
    );
    expect(table.reads).toEqual([]);
  });

  test('of a key that was removed is a place in the list', async () => {
    const created = await Promise.all(Array.from({ length: 3 }, () => keys.create()));
    const [first, second, third] = created.map(({ id }) => id).sort();
    await table.removeAll([{ pk: 'KEYS', sk: String(second) }]);

    const pages = await Promise.all([keys.store.list(10), keys.store.list(10, second)]);

    expect(pages.map(({ keys: page }) => page.map(({ id }) => id))).toEqual([[first, third], [third]]);
  });
});

describe('a table', () => {
  const memory = createMemoryTable();
  const keys = openTestKeys(memory);
  const storeWith = (update: KeyTable['update']) =>
    openTestKeys({ get: memory.get, query: memory.query, update }, 'table-1').store;

  test('that fails is not taken for a change by someone else', async () => {
    const { id } = await keys.create();
    const away = new Error('away');
    const store = storeWith(async () => {
      throw away;
    });

    await expect(store.revoke(id)).rejects.toBe(away);
  });

  test('is not written to for a key that it admits already', async () => {
    const { key: _, ...created } = await keys.create();
    const store = storeWith(async () => {
      throw new Error('written');
    });

    expect(await store.admit(created.id)).toEqual(created);
  });

  test('that returns another item than was written is a bug, which is not hidden', async () => {
    const { id } = await keys.create();
    const store = storeWith(async (key) => ({ ...key }));

    await expect(store.revoke(id)).rejects.toThrow(`the table returned another item for key ${id} than was written`);
  });
});
