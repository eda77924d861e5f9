import { report } from '../../bin/cli/apply.ts';
import { createProgress } from '../../bin/cli/progress.ts';
import { publish } from '../../lambda/catalog/publish/index.ts';
import { toolDocument } from '../support/documents.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { targetTypes } from '../support/targets.ts';

/** A display, and a clock for it. */
function prepare(terminal: boolean) {
  const clock = { time: 0 };
  const lines: string[] = [];
  const drawn: string[] = [];
  const progress = createProgress({
    stdout: () => {},
    stderr: (text) => lines.push(text),
    ...(terminal && { drawOver: (text: string) => drawn.push(text) }),
    directory: '.',
    fetch,
    targets: targetTypes,
    now: () => clock.time,
  });
  const at = (time: number, written: number) => {
    clock.time = time;
    progress.update({ server: 'orders', written, total: 1000 });
  };
  return { progress, at, lines, drawn };
}

test('a terminal shows a bar after a second, and loses it before the result is printed', () => {
  const { progress, at, lines, drawn } = prepare(true);

  at(500, 100);
  at(1000, 500);
  at(1100, 1000);
  progress.clear();
  progress.clear();

  expect(drawn).toEqual([
    '[###############...............] orders: 500 of 1000 items written',
    '[##############################] orders: 1000 of 1000 items written',
    '',
  ]);
  expect(lines).toEqual([]);
});

test('elsewhere a line is printed every five seconds', () => {
  const { progress, at, lines } = prepare(false);

  for (const [time, written] of [
    [4000, 100],
    [5000, 200],
    [6000, 300],
    [10_500, 400],
  ] as const)
    at(time, written);
  progress.clear();

  expect(lines).toEqual(['orders: 200 of 1000 items written', 'orders: 400 of 1000 items written']);
});

test('a publish reports its progress while it writes', async () => {
  const documents = Array.from({ length: 500 }, (_, index) => toolDocument(`t${index}`));
  const seen: string[] = [];

  await publish(createMemoryTable(), { server: 'orders', documents, prune: false }, ({ server, written, total }) =>
    seen.push(`${server} ${written}/${total}`),
  );

  expect(seen).toEqual(['orders 0/502', 'orders 200/502', 'orders 400/502']);
});

test('unchanged documents are counted, not listed', async () => {
  const table = createMemoryTable();
  const documents = [toolDocument('a'), toolDocument('b'), toolDocument('c')];
  await publish(table, { server: 'orders', documents, prune: false });
  const changed = [toolDocument('a', { title: 'New' }), ...documents.slice(1)];

  const some = await publish(table, { server: 'orders', documents: changed, prune: false });

  expect(report(some)).toBe('orders: version 2 is published (1 updated, 2 unchanged)\n  updated   Tool a');
  const none = await publish(table, { server: 'orders', documents: documents.slice(1), prune: false });
  expect(report(none)).toBe('orders: nothing to publish (2 unchanged)');
});
