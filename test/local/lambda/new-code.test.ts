import { type TestFunction, testFunction, textOf } from '../support/functions.ts';
import { scratch } from '../support/scratch.ts';

const directory = scratch();
let made: TestFunction;

beforeEach(() => {
  // Waits for the file that the event names, so that the test decides when it ends.
  made = testFunction(
    directory,
    'before',
    `import { existsSync } from 'node:fs';
     export const handler = async ({ until }) => {
       console.log('began');
       while (until && !existsSync(until)) await new Promise((resolve) => setTimeout(resolve, 10));
       return 'old';
     };`,
    { timeoutSeconds: 60 },
  );
  directory.write('after/index.mjs', `export const handler = async () => 'new';`);
});
afterEach(() => made.pool.stop());
afterAll(() => directory.remove());

test('later invocations run the new code, and one that runs ends with its own', async () => {
  const { pool, invoke, lines } = made;
  const running = invoke({ until: directory.inside('gate') });
  while (!lines.includes('began')) await new Promise((resolve) => setTimeout(resolve, 10));

  const replaced = pool.useCode(directory.inside('after'));

  expect(await textOf(await invoke())).toBe('"new"');
  directory.write('gate', '');
  expect(await textOf(await running)).toBe('"old"');
  await replaced;
  expect(await textOf(await invoke())).toBe('"new"');
});

test('an idle process with the code before ends', async () => {
  const { pool, invoke } = made;
  await textOf(await invoke());

  await pool.useCode(directory.inside('after'));

  expect(await textOf(await invoke())).toBe('"new"');
});
