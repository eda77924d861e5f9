import { jest } from '@jest/globals';
import {
  type Change,
  ChangeNotRecorded,
  readChanges,
  readLostSecrets,
  recordChange,
} from '../../../../lambda/audit/changes/index.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';

const NOW = Date.parse('2026-11-30T23:59:59.000Z');
const CHANGE: Change = {
  actor: 'local:ada',
  action: 'catalog.apply',
  server: 'orders',
  subject: 'orders',
  summary: '',
};

/** A clock that advances by a second at each look. */
function clock(start: number = NOW): () => number {
  let now = start;
  return () => {
    now += 1_000;
    return now - 1_000;
  };
}

const all = { since: 0, until: NOW + 1e9 };

describe('recording a change', () => {
  test('the intent is in the table before the change is made, and the outcome after it', async () => {
    const table = createMemoryTable();
    const phases = async () => (await readChanges(table, { since: NOW, until: NOW + 1e6 })).map(({ phase }) => phase);
    const work = async () => phases();

    const before = await recordChange(table, clock(), { change: CHANGE, work, outcome: () => ({ summary: 'v1' }) });

    expect(before).toEqual(['intended']);
    const [intent, outcome] = await readChanges(table, { since: NOW, until: NOW + 1e6 });
    expect(intent).toEqual({ ...CHANGE, id: expect.any(String), phase: 'intended', at: NOW });
    expect(outcome).toEqual({ ...CHANGE, id: intent?.id, phase: 'done', at: NOW + 1_000, summary: 'v1' });
  });

  test('nothing is changed when the intent cannot be recorded', async () => {
    const table = createMemoryTable();
    table.failure = new Error('throttled');
    const work = jest.fn(async () => {});

    const recording = recordChange(table, clock(), { change: CHANGE, work });

    await expect(recording).rejects.toThrow('nothing was changed, because the audit cannot be written: throttled');
    expect(work).not.toHaveBeenCalled();
  });

  test('a change whose outcome cannot be recorded is reported as made', async () => {
    const table = createMemoryTable();
    const work = async () => {
      table.failure = Object.assign(new Error('x'), { name: 'ResourceNotFoundException' });
    };

    const recording = recordChange(table, clock(), { change: CHANGE, work });

    await expect(recording).rejects.toThrow(ChangeNotRecorded);
    await expect(recording).rejects.toThrow(/^the change was made, but its outcome cannot be written/);
  });

  test('a failure is recorded by its name alone, and thrown as it is', async () => {
    const table = createMemoryTable();
    const failure = new RangeError('the secret is hunter2');

    const recording = recordChange(table, clock(), { change: CHANGE, work: () => Promise.reject(failure) });

    await expect(recording).rejects.toBe(failure);
    const records = await readChanges(table, { since: NOW, until: NOW + 1e6 });
    expect(records.map(({ phase, summary }) => [phase, summary])).toEqual([
      ['intended', ''],
      ['failed', ' (RangeError)'],
    ]);
    expect(JSON.stringify([...table.items])).not.toContain('hunter2');
  });

  test('items are only added: a key is random, and must not exist', async () => {
    const table = createMemoryTable();
    const updates: unknown[] = [];
    const update: typeof table.update = (key, change) => {
      updates.push(change.expect);
      return table.update(key, change);
    };

    await recordChange({ update }, () => NOW, { change: CHANGE, work: async () => {} });
    await recordChange({ update }, () => NOW, { change: CHANGE, work: async () => {} });

    expect(updates).toEqual(Array(4).fill({ id: undefined }));
    expect([...table.items.values()].map(({ sk }) => sk)).toEqual(
      Array(4).fill(expect.stringMatching(/^2026-11-30T23:59:59\.000Z#[0-9a-f]{32}$/)),
    );
  });

  test('texts are bounded and cannot forge lines', async () => {
    const table = createMemoryTable();
    const change = { ...CHANGE, subject: `a\n2026-01-01 done`, summary: 'x'.repeat(100_000) };

    await recordChange(table, () => NOW, { change, work: async () => {} });

    for (const { subject, summary } of table.items.values()) {
      expect(subject).toBe('a2026-01-01 done');
      expect(String(summary)).toHaveLength(8_192);
    }
  });
});

describe('reading changes', () => {
  test('in order, over months, with one query for each month', async () => {
    const table = createMemoryTable();
    const at = ['2026-10-31T10:00:00Z', '2026-11-01T00:00:00Z', '2026-11-30T23:59:59Z', '2027-01-01T00:00:00Z'];
    for (const [index, time] of at.entries()) {
      const change = { ...CHANGE, server: `s${index}`, actor: `arn:aws:sts::1:assumed-role/role${index}/x` };
      await recordChange(table, () => Date.parse(time), { change, work: async () => {} });
    }
    table.reads.length = 0;

    const servers = async (query: object) =>
      new Set(
        (await readChanges(table, { ...between(at[0] ?? '', '2027-02-01'), ...query })).map(({ server }) => server),
      );

    expect([...(await servers({}))]).toEqual(['s0', 's1', 's2', 's3']);
    expect(table.reads).toEqual(['2026-10', '2026-11', '2026-12', '2027-01'].map((month) => `query ${month}`));
    expect([...(await servers({ server: 's2' }))]).toEqual(['s2']);
    expect([...(await servers({ actor: 'role1' }))]).toEqual(['s1']);
    expect([...(await servers(between('2026-11-01', '2026-11-30T23:59:59Z')))]).toEqual(['s1']);
  });
});

function between(since: string, until: string): { since: number; until: number } {
  return { since: Date.parse(since), until: Date.parse(until) };
}

describe('keys of a restored backup', () => {
  const HOUR = 3_600_000;
  const key = { id: '7Hq2vB0xYkTm', createdAt: NOW };
  const recorded = async (action: Change['action'], at: number, fails = false) => {
    const table = createMemoryTable();
    const work = async () => {
      if (fails) throw new Error('x');
    };
    const change = { ...CHANGE, action, subject: key.id };
    await recordChange(table, () => at, { change, work }).catch(() => {});
    return table;
  };

  test.each([
    ['keys.revoke', false, { why: 'revoked', at: NOW + HOUR }],
    ['keys.revoke', true, { why: 'revoked', at: NOW + HOUR }],
    ['keys.rotate', false, { why: 'rotated', at: NOW + HOUR }],
    ['keys.rotate', true, undefined],
    ['keys.adopt', false, undefined],
  ] as const)('%s (failed: %s) leads to %j', async (action, fails, expected) => {
    const table = await recorded(action, NOW + HOUR, fails);

    const lost = await readLostSecrets(table, [key], NOW + 2 * HOUR);

    expect(lost.get(key.id)).toEqual(expected);
  });

  test('a rotation that the backup contains does not count', async () => {
    const table = await recorded('keys.rotate', NOW + HOUR);

    const lost = await readLostSecrets(table, [{ ...key, rotatedAt: NOW + HOUR + 50 }], NOW + 2 * HOUR);

    expect(lost.size).toBe(0);
  });

  test('no keys need no reads', async () => {
    const table = createMemoryTable();

    expect(await readLostSecrets(table, [], all.until)).toEqual(new Map());
    expect(table.reads).toEqual([]);
  });
});
