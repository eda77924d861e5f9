import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { testTitles } from './titles.ts';

describe('testTitles', () => {
  let directory: TemporaryDirectory;

  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterAll(() => directory.remove());

  async function titlesIn(source: string): Promise<readonly string[]> {
    const path = join(directory.path, 'some.test.ts');
    await writeFile(path, source);
    return [...testTitles(path)];
  }

  it('reads titles with those around them, tables and templates as they are spelled', async () => {
    const source = `
      describe('a', () => {
        test('b', async () => { expect(1).toBe(1); });
        describe.each([1])('c %s', () => it.each([[1]])(\`d %i\`, () => {}));
      });
      export function shared() { it('e', () => {}); }
      for (const n of [1]) test(\`f \${n}\`, () => {});
    `;
    expect(await titlesIn(source)).toEqual(['a › b', 'a › c %s › d %i', 'e']);
  });

  it('leaves out what does not run, and calls that are no tests', async () => {
    const source = `
      test.skip('a', () => {});
      describe.skip('b', () => test('c', () => {}));
      test.todo('d');
      it.skip.each([1])('e %s', () => {});
      print('f');
    `;
    expect(await titlesIn(source)).toEqual([]);
  });
});
