import { watchRounds } from '../../../local/watch/index.ts';

/** A watch without files: `change` is a save, and directories are new once. */
function fakeWatch() {
  const known = new Set<string>();
  let changed = () => {};
  return {
    known,
    change: () => changed(),
    openWatch(onChange: () => void) {
      changed = onChange;
      return {
        watch(paths: readonly string[], directories: readonly string[] = []) {
          const added = [...paths, ...directories].filter((path) => !known.has(path));
          for (const path of added) known.add(path);
          return added.length > 0;
        },
        close: () => {},
      };
    },
  };
}

/** Work that shows when a round has ended. */
function countedRounds(work: (round: number) => void = () => {}) {
  let count = 0;
  return {
    get count() {
      return count;
    },
    async round() {
      count += 1;
      work(count);
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a save is one round, and the start one more, because nothing was watched during the first', async () => {
  const watch = fakeWatch();
  const rounds = countedRounds();
  const watching = watchRounds({
    ...{ round: () => rounds.round(), openWatch: watch.openWatch, log: () => {} },
    watched: () => ({ paths: ['documents'] }),
  });

  await settled();
  const atStart = rounds.count;
  watch.change();
  await settled();
  await watching.stop();

  expect([atStart, rounds.count]).toEqual([2, 3]);
});

test('a round that leads to other directories is followed by another one', async () => {
  const watch = fakeWatch();
  const directories = ['a'];
  const rounds = countedRounds((round) => round === 3 && directories.push('b'));
  const watching = watchRounds({
    ...{ round: () => rounds.round(), openWatch: watch.openWatch, log: () => {} },
    watched: () => ({ directories }),
  });

  await settled();
  watch.change();
  await settled();
  await watching.stop();
  watch.change();
  await settled();

  expect(rounds.count).toBe(4);
  expect([...watch.known]).toEqual(['a', 'b']);
});

test('saves during a round are one more round, and an error does not end the watch', async () => {
  const watch = fakeWatch();
  const lines: string[] = [];
  const rounds = countedRounds((round) => {
    if (round === 3) for (const _ of [1, 2, 3]) watch.change();
    if (round === 4) throw new Error('broken on purpose');
  });
  const watching = watchRounds({
    ...{ round: () => rounds.round(), openWatch: watch.openWatch, log: (line: string) => lines.push(line) },
    watched: () => ({ paths: ['documents'] }),
  });

  await settled();
  watch.change();
  await settled();
  const before = rounds.count;
  watch.change();
  await settled();
  await watching.stop();

  expect([before, rounds.count]).toEqual([4, 5]);
  expect(lines).toEqual([expect.stringContaining('cannot be taken up: Error: broken on purpose')]);
});
