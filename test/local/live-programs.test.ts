import { LivePrograms } from '../../local/programs/index.ts';
import { scratch } from './support/scratch.ts';

const directory = scratch();
afterAll(() => directory.remove());

const write = (name: string, text: string) => directory.write(name, text);

/** A program of two files, read as at its start. */
async function prepare(name: string) {
  const program = write(`${name}/service.ts`, "import { word } from '../shared/word.ts';\nconsole.log(word);");
  write('shared/word.ts', "export const word = 'one';");
  write(`${name}/tools.yaml`, 'kind: Tool');
  const lines: string[] = [];
  let starts = 0;
  const live = new LivePrograms((line) => lines.push(line));
  await live.read({ name, program });
  const restart = async () => {
    starts += 1;
  };
  const refresh = async (own = restart) => {
    await live.refresh([{ name, program, restart: own }]);
    return starts;
  };
  return { live, lines, refresh };
}

test('a program runs anew when one of its files changes, also outside its directory, and only then', async () => {
  const { live, lines, refresh } = await prepare('story');

  const unchanged = await refresh();
  write('story/tools.yaml', 'kind: Server');
  const other = await refresh();
  write('shared/word.ts', "export const word = 'two';");
  const changed = await refresh();

  expect([unchanged, other, changed, await refresh()]).toEqual([0, 0, 1, 1]);
  expect(live.directories.toSorted()).toEqual([directory.inside('shared'), directory.inside('story')]);
  expect(lines).toEqual(['service story runs anew, because its program has changed']);
});

test('a program with a mistake keeps running, and the mistake is shown once', async () => {
  const { lines, refresh } = await prepare('broken');

  write('broken/service.ts', "import { word } from './missing.ts';\nconsole.log(word);");
  const broken = [await refresh(), await refresh()];
  write('broken/missing.ts', "export const word = 'here';");

  expect([...broken, await refresh(), await refresh()]).toEqual([0, 0, 1, 1]);
  expect(lines).toEqual([
    expect.stringMatching(/^error: service broken: service\.ts:1:21: Could not resolve "\.\/missing\.ts"$/),
    'It keeps running as it was until the mistake is corrected.',
    'service broken runs anew, because its program has changed',
  ]);
});

test('a program that is not ready again is reported, and the next change runs it', async () => {
  const { lines, refresh } = await prepare('slow');

  write('slow/service.ts', 'process.exit(1);');
  await refresh(() => Promise.reject(new Error('service slow exited (exit code 1) before it was ready')));
  write('slow/service.ts', 'console.log(1);');

  expect(await refresh()).toBe(1);
  expect(lines).toEqual([
    'error: service slow exited (exit code 1) before it was ready',
    'service slow runs anew, because its program has changed',
  ]);
});
