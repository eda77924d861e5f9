import { createKeyId, createSecret, formatKey } from '../../../../lambda/auth/keys/format.ts';
import type { KeyTable } from '../../../../lambda/auth/keys/manage/index.ts';
import { AuthUnavailable, type Verdict } from '../../../../lambda/auth/verdict.ts';
import { openTable } from '../../../../lambda/catalog/publish/index.ts';
import { openTableIdentity, openTableReader } from '../../../../lambda/table/index.ts';
import { DAY_MS, KEYS_START, openTestKeys, type TestKeys } from '../../../support/api-keys.ts';
import { holdReads } from '../../../support/held-reads.ts';
import { createMemoryTable, type MemoryTable } from '../../../support/memory-table.ts';
import { tableKinds, withTable } from '../../../support/table-kinds.ts';

/** A well-formed key that nobody created. */
const madeUp = () => formatKey({ id: createKeyId(), secret: createSecret() });

const REFUSED = { kind: 'invalid', description: 'The API key is not valid' };
const EXPIRED = { kind: 'invalid', description: 'The API key has expired' };
const VALID = expect.objectContaining({ kind: 'valid' });

interface Opened {
  readonly table: KeyTable;
  readonly reader: Pick<KeyTable, 'get'>;
  readonly identity: () => Promise<string>;
  close(): Promise<void>;
}

const kinds = tableKinds<Opened>({
  memory: () => {
    const table = createMemoryTable();
    return { table, reader: table, identity: async () => 'table-1', close: async () => {} };
  },
  started: async (started) => {
    const table = openTable(started);
    const identity = openTableIdentity(started);
    return { table, reader: openTableReader(started), identity, close: async () => table.close() };
  },
});

describe.each(kinds)('API keys: $name', (kind) => {
  let opened: Opened;
  let keys: TestKeys;
  const check = withTable(kind, (subject) => {
    opened = subject;
  });
  const instance = () => keys.instance({ table: opened.reader, identity: opened.identity });
  beforeEach(async () => {
    if (kind.run) keys = openTestKeys(opened.table, await opened.identity());
  });

  check('admit the caller that they describe', async () => {
    const limits = { requestsPerSecond: 5, burst: 10, concurrentStreams: 2 };
    const { key, id } = await keys.create({ scopes: ['orders:read'], servers: ['orders', 'goods'], limits });

    expect(await instance().verify(key)).toEqual({
      kind: 'valid',
      principal: {
        kind: 'key',
        id: `key:${id}`,
        scopes: new Set(['orders:read']),
        servers: new Set(['orders', 'goods']),
        issuedAt: KEYS_START,
        expiresAt: KEYS_START + 30 * DAY_MS,
        limits,
      },
    });
  });

  check('without servers and limits are valid for every server', async () => {
    const { key } = await keys.create();

    const verdict = await instance().verify(key);

    expect(Object.keys(verdict.kind === 'valid' ? verdict.principal : {})).toEqual([
      'kind',
      'id',
      'scopes',
      'issuedAt',
      'expiresAt',
    ]);
  });

  check('are refused alike when unknown, wrong, revoked, or of another table', async () => {
    const revoked = await keys.create();
    await keys.store.revoke(revoked.id);
    const wrong = formatKey({ id: (await keys.create()).id, secret: createSecret() });
    keys.identity = 'another';
    const elsewhere = await keys.create();

    const { verify } = instance();

    for (const key of [madeUp(), wrong, revoked.key, elsewhere.key]) expect(await verify(key)).toEqual(REFUSED);
  });

  check('have two secrets while a rotation overlaps', async () => {
    const { key, id } = await keys.create();
    const rotated = await keys.store.rotate(id, { overlapMs: 3_600_000 });
    const { verify } = instance();

    const before = await Promise.all([verify(key), verify(rotated.key)]);
    keys.time += 3_600_000;
    const after = await Promise.all([verify(key), verify(rotated.key)]);

    expect(before.map((verdict) => verdict.kind === 'valid' && verdict.principal.id)).toEqual([
      `key:${id}`,
      `key:${id}`,
    ]);
    expect(after).toEqual([EXPIRED, VALID]);
  });
});

describe('the check of an API key', () => {
  let table: MemoryTable;
  let keys: TestKeys;
  beforeEach(() => {
    table = createMemoryTable();
    keys = openTestKeys(table);
  });

  /** Counts the reads of the table that some work causes. */
  async function readsOf(work: () => unknown): Promise<number> {
    const before = table.reads.length;
    await work();
    return table.reads.length - before;
  }

  test('costs one read for a cold key among many, and none and no promise for a warm one', async () => {
    const many = Array.from({ length: 20_000 }, () => ({ pk: 'KEYS', sk: createKeyId(), hash: 'x' }));
    await table.putAll(many);
    const { key } = await keys.create();
    const { verify } = keys.instance();

    expect(await readsOf(() => verify(key))).toBe(1);
    expect(await readsOf(() => expect(verify(key)).toEqual(VALID))).toBe(0);
    keys.time += 4_999;
    expect(verify(key)).toBe(verify(key));
    keys.time += 1;
    expect(await readsOf(() => verify(key))).toBe(1);
  });

  test('of many requests with the same cold key shares one read', async () => {
    const { key } = await keys.create();
    const { verify } = keys.instance();

    const verdicts: Verdict[] = [];
    const work = async () => verdicts.push(...(await Promise.all(Array.from({ length: 200 }, () => verify(key)))));

    expect(await readsOf(work)).toBe(1);
    expect(verdicts).toEqual(Array.from({ length: 200 }, () => VALID));
  });

  test('keeps the principal as long as the key is unchanged: caches refer to it', async () => {
    const { key, id } = await keys.create();
    const { verify } = keys.instance();
    const principal = async () => {
      const verdict = await verify(key);
      return verdict.kind === 'valid' ? verdict.principal : undefined;
    };

    const first = await principal();
    keys.time += 5_000;
    expect(await principal()).toBe(first);
    await keys.store.rotate(id, { overlapMs: DAY_MS });
    keys.time += 5_000;
    expect(await principal()).not.toBe(first);
  });

  test('of an unknown id costs one read, then none', async () => {
    const { verify } = keys.instance();
    const [id, secrets] = [createKeyId(), [createSecret(), createSecret()]];
    const [one = '', other = ''] = secrets.map((secret) => formatKey({ id, secret }));

    expect(await readsOf(() => verify(one))).toBe(1);
    expect(await readsOf(() => expect([verify(one), verify(other)]).toEqual([REFUSED, REFUSED]))).toBe(0);
    keys.time += 59_999;
    expect(await readsOf(() => verify(other))).toBe(0);
    keys.time += 1;
    expect(await readsOf(() => verify(other))).toBe(1);
  });

  test('of an id that is known to be unknown, or of a revoked key, takes nothing of the budget of reads', async () => {
    const { key, id } = await keys.create();
    await keys.store.revoke(id);
    const { verify } = keys.instance();
    const refused = [madeUp(), key];
    await Promise.all(refused.map((text) => verify(text)));
    keys.time += 1_000;

    for (const text of refused) {
      const again = () => Array.from({ length: 100 }, () => verify(text));
      expect(await readsOf(() => expect(again()).toEqual(Array.from({ length: 100 }, () => REFUSED)))).toBe(0);
    }
  });

  test('reads at most 50 unknown ids in any second, and keys in memory go on', async () => {
    const { key } = await keys.create();
    const cold = await keys.create();
    const { verify } = keys.instance();
    await verify(key);
    keys.time += 1_000;

    const perMoment: number[] = [];
    for (let moment = 0; moment < 40; moment += 1) {
      const flood = () => Promise.all(Array.from({ length: 100 }, () => verify(madeUp())));
      perMoment.push(await readsOf(flood));
      expect(verify(key)).toEqual(VALID);
      keys.time += 100;
    }

    const windows = perMoment.map((_, index) => perMoment.slice(index, index + 10).reduce((a, b) => a + b, 0));
    expect(Math.max(...windows)).toBe(50);
    await Promise.all(Array.from({ length: 100 }, () => verify(madeUp())));
    expect(verify(cold.key)).toEqual({ kind: 'unavailable', retryAfterSeconds: 1 });
    keys.time += 1_000;
    expect(await verify(cold.key)).toEqual(VALID);
  });

  test('a key in memory is read again during a flood, and random ids push no key out', async () => {
    const { key, id } = await keys.create();
    const { verify } = keys.instance({ cacheEntries: 2 });
    await verify(key);

    for (let second = 0; second < 4; second += 1) {
      await Promise.all(Array.from({ length: 100 }, () => verify(madeUp())));
      keys.time += 1_000;
    }
    expect(verify(key)).toEqual(VALID);
    await keys.store.revoke(id);
    keys.time += 1_000;
    await Promise.all(Array.from({ length: 100 }, () => verify(madeUp())));

    expect(await verify(key)).toEqual(REFUSED);
  });

  test('refuses a revoked key within refreshSeconds, and an expired one at once', async () => {
    const [revoked, expiring] = [await keys.create(), await keys.create({ expiresAt: KEYS_START + 2_000 })];
    const { verify } = keys.instance();
    await Promise.all([verify(revoked.key), verify(expiring.key)]);

    await keys.store.revoke(revoked.id);
    keys.time += 2_000;
    expect([verify(revoked.key), verify(expiring.key)]).toEqual([VALID, EXPIRED]);
    keys.time += 3_000;

    expect(await verify(revoked.key)).toEqual(REFUSED);
  });

  test('accepts a new secret at once, although memory holds the key as it was before', async () => {
    const { key, id } = await keys.create();
    const { verify } = keys.instance();
    await verify(key);
    keys.time += 1_000;

    const rotated = await keys.store.rotate(id, { overlapMs: DAY_MS });

    expect(await verify(rotated.key)).toEqual(VALID);
    expect(verify(rotated.key)).toEqual(VALID);
    expect(verify(key)).toEqual(VALID);
  });

  test('reads at most once a second for wrong secrets of a key, and never more than for unknown ids', async () => {
    const created = await Promise.all(Array.from({ length: 60 }, () => keys.create()));
    const { verify } = keys.instance();
    for (let moment = 0; moment < 2; moment += 1) {
      await Promise.all(created.map(({ key }) => verify(key)));
      keys.time += 1_000;
    }
    const guess = (id: string) => verify(formatKey({ id, secret: createSecret() }));
    const one = String(created[0]?.id);

    expect(await readsOf(() => Promise.all(Array.from({ length: 100 }, () => guess(one))))).toBe(1);
    expect(await readsOf(() => guess(one))).toBe(0);
    expect(await readsOf(() => Promise.all(created.map(({ id }) => guess(id))))).toBe(49);
    expect(verify(String(created[0]?.key))).toEqual(VALID);
  });

  test('refuses a wrong secret also while the table is away', async () => {
    const { key, id } = await keys.create();
    const { verify } = keys.instance();
    await verify(key);
    keys.time += 1_000;
    table.failure = new Error('away');

    expect(await verify(formatKey({ id, secret: createSecret() }))).toEqual(REFUSED);
    expect(verify(key)).toEqual(VALID);
  });

  test('goes on without the table for refreshSeconds and a minute, and not longer', async () => {
    const { key } = await keys.create();
    const { verify, reports } = keys.instance();
    await verify(key);

    table.failure = new Error('away');
    for (let seconds = 0; seconds < 65; seconds += 5) {
      expect(await verify(key)).toEqual(VALID);
      keys.time += 5_000;
    }
    expect(await verify(key)).toEqual({ kind: 'unavailable', retryAfterSeconds: 5 });
    expect(verify(key)).toEqual({ kind: 'unavailable', retryAfterSeconds: 5 });
    expect(reports.length).toBeGreaterThan(5);

    table.failure = undefined;
    keys.time += 1_000;
    expect(await verify(key)).toEqual(VALID);
  });

  test('of a cold key fails while the table is away: nobody is admitted or refused by mistake', async () => {
    const { key } = await keys.create();
    const { verify, recheckKey, reports } = keys.instance();
    table.failure = new Error('away');

    expect(await verify(key)).toEqual({ kind: 'unavailable', retryAfterSeconds: 5 });
    await expect(recheckKey(key.slice(4, 16))).rejects.toThrow(AuthUnavailable);
    expect(reports).toEqual([table.failure, table.failure]);
    table.failure = undefined;

    expect(await verify(key)).toEqual(VALID);
  });

  test('does not wait for a slow read of a key in memory', async () => {
    const { key } = await keys.create();
    const { verify } = keys.instance({
      after: (_, callback) => {
        callback();
        return () => {};
      },
    });
    await verify(key);
    keys.time += 5_000;
    const held = holdReads(table, 'get');

    expect(await verify(key)).toEqual(VALID);

    await held.release();
  });

  test('does not use what a read found that began before Lambda froze the instance', async () => {
    const { key, id } = await keys.create();
    const { verify } = keys.instance();
    const held = holdReads(table, 'get');
    const verdict = verify(key);
    await new Promise(setImmediate);

    held.stop();
    await keys.store.revoke(id);
    keys.time += 60_000;
    await held.release();

    expect(await verdict).toEqual(REFUSED);
  });

  test('expands scopes as the stage says', async () => {
    const { key } = await keys.create({ scopes: ['write'] });
    const { verify } = keys.instance({ expandScopes: (scopes) => new Set([...scopes, 'read']) });

    expect(await verify(key)).toMatchObject({ principal: { scopes: new Set(['write', 'read']) } });
  });

  test('a caller with the secret before a rotation is admitted until that ends', async () => {
    const { key, id } = await keys.create();
    await keys.store.rotate(id, { overlapMs: 1_000 });

    expect(await keys.instance().verify(key)).toMatchObject({ principal: { expiresAt: KEYS_START + 1_000 } });
  });

  test('no secret outlasts its key, whatever its item says', async () => {
    const { key, id, expiresAt } = await keys.create();
    await keys.store.rotate(id, { overlapMs: 1_000 });
    await table.update({ pk: 'KEYS', sk: id }, { set: { previousEndsAt: expiresAt + DAY_MS } });

    keys.time = expiresAt;

    expect(await keys.instance().verify(key)).toEqual(EXPIRED);
  });

  test('a bug is reported, and admits nobody', async () => {
    const { key } = await keys.create();
    const bug = new TypeError('a bug');
    let isBroken = false;
    const now = () => {
      if (isBroken) throw bug;
      return keys.time;
    };
    const { verify, reports } = keys.instance({ now });
    await verify(key);

    isBroken = true;

    expect(verify(key)).toEqual({ kind: 'unavailable', retryAfterSeconds: 5 });
    expect(reports).toEqual([bug]);
  });

  test('nothing that is stored or reported contains a secret', async () => {
    const { key, id } = await keys.create();
    const rotated = await keys.store.rotate(id, { overlapMs: 1_000 });
    const { verify, reports } = keys.instance();
    table.failure = new Error('away');
    await verify(key);

    const written = JSON.stringify([...table.items.values()]) + JSON.stringify(reports.map(String));
    for (const text of [key, rotated.key]) expect(written).not.toContain(text.slice(17, 40));
  });
});

describe('a table that was restored from a backup', () => {
  test('admits no key until it is admitted again: not even the revoked ones that the backup knows as valid', async () => {
    const table = createMemoryTable();
    const keys = openTestKeys(table);
    const [good, bad] = [await keys.create(), await keys.create()];
    const backup = [...table.items.values()];
    await keys.store.revoke(bad.id);

    await table.putAll(backup);
    keys.identity = 'table-2';
    const { verify } = keys.instance();
    expect([await verify(good.key), await verify(bad.key)]).toEqual([REFUSED, REFUSED]);
    expect(await keys.store.admit(good.id)).toMatchObject({ status: 'active' });
    keys.time += 5_000;

    expect([await verify(good.key), await verify(bad.key)]).toEqual([VALID, REFUSED]);
  });

  test('in place of the former one, under its name, is noticed by instances that run on', async () => {
    const table = createMemoryTable();
    const keys = openTestKeys(table);
    const { key } = await keys.create();
    const { verify } = keys.instance();
    await verify(key);

    keys.identity = 'table-2';
    keys.time += 60_000;

    expect(await verify(key)).toEqual(REFUSED);
  });
});

describe('judging a key again', () => {
  let table: MemoryTable;
  let keys: TestKeys;
  beforeEach(() => {
    table = createMemoryTable();
    keys = openTestKeys(table);
  });

  test('returns the caller, after a rotation too, whoever has which secret', async () => {
    const { id } = await keys.create({ scopes: ['a'] });
    await keys.store.rotate(id, { overlapMs: 0 });

    expect(await keys.instance().recheckKey(id)).toMatchObject({ id: `key:${id}`, scopes: new Set(['a']) });
  });

  test('returns nobody for a key that is revoked, expired, unknown, or no key', async () => {
    const [revoked, expired] = [await keys.create(), await keys.create({ expiresAt: KEYS_START + 1 })];
    await keys.store.revoke(revoked.id);
    keys.time += 1;
    const { recheckKey } = keys.instance();

    for (const id of [revoked.id, expired.id, createKeyId()]) expect(await recheckKey(id)).toBeUndefined();
    const reads = table.reads.length;
    for (const id of ['', 'x#y', 'a'.repeat(13)]) expect(await recheckKey(id)).toBeUndefined();
    expect(table.reads.length).toBe(reads);
  });

  test('is not refused during a flood of unknown ids', async () => {
    const { id } = await keys.create();
    const { verify, recheckKey } = keys.instance();
    await Promise.all(Array.from({ length: 100 }, () => verify(madeUp())));

    expect(await recheckKey(id)).toBeDefined();
  });
});
