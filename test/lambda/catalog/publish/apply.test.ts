import {
  applyLoaded,
  listDocuments,
  PublishConflict,
  parseDocuments,
  publish,
} from '../../../../lambda/catalog/publish/index.ts';
import type { Table } from '../../../../lambda/table/index.ts';
import { toolDocument } from '../../../support/documents.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';
import { targetTypes } from '../../../support/targets.ts';

const FILE = `kind: Tool
server: orders
name: mine
description: d
input: { type: object }
target: { type: echo, text: t }
`;

/** A table on which somebody else publishes just before our first updates. */
async function prepare(conflicts: number) {
  const memory = createMemoryTable();
  await publish(memory, { server: 'orders', documents: [toolDocument('old')], prune: false });
  const waits: number[] = [];
  let left = conflicts;
  const table: Table = {
    ...memory,
    update: async (key, update) => {
      if (update.set && left > 0) {
        left -= 1;
        await publish(memory, { server: 'orders', documents: [toolDocument(`theirs${left}`)], prune: false });
      }
      return memory.update(key, update);
    },
  };
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  const options = { table, targets: targetTypes, wait };
  const apply = (prune: boolean) => applyLoaded(parseDocuments('a.yaml', FILE), { ...options, prune });
  const names = async () => (await listDocuments(memory, 'orders'))?.map(({ id }) => id);
  return { apply, waits, names };
}

test('a publish that another one overtakes waits, each time longer and by chance, and tries again', async () => {
  const { apply, waits, names } = await prepare(4);

  const [result] = await apply(false);

  expect(result).toMatchObject({ published: true });
  expect(await names()).toEqual(['mine', 'old', 'theirs0', 'theirs1', 'theirs2', 'theirs3']);
  expect(waits).toHaveLength(4);
  for (const [index, ms] of waits.entries()) {
    expect(ms).toBeGreaterThanOrEqual(50 * 2 ** index);
    expect(ms).toBeLessThanOrEqual(100 * 2 ** index);
  }
});

test('with prune it does not try again: it would delete what it never saw', async () => {
  const { apply, waits, names } = await prepare(1);

  await expect(apply(true)).rejects.toThrow(PublishConflict);

  expect(waits).toEqual([]);
  expect(await names()).toEqual(['old', 'theirs0']);
  await apply(true); // the user has looked
  expect(await names()).toEqual(['mine']);
});

test('the conflict with prune says what to do', async () => {
  const { apply } = await prepare(1);

  await expect(apply(true)).rejects.toThrow(
    'another publish to orders came first, and pruning would delete what it added: see what it changed with ' +
      '`spillway list orders`, then run the command again',
  );
});
