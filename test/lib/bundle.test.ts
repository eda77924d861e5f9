import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction, bundleFunctions } from '../../lib/bundle.ts';

/** A repository in small: a function that loads one part at once and another on first use. */
function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'spillway-bundle-'));
  mkdirSync(join(root, 'lambda'));
  const write = (name: string, text: string) => writeFileSync(join(root, 'lambda', name), text);
  write(
    'direct.ts',
    "import { name } from './eager.ts';\nexport const handler = async () => [name, (await import('./lazy.ts')).late];",
  );
  write('eager.ts', "export const name: string = 'eager';");
  write('lazy.ts', "export const late: string = 'only later';");
  return root;
}

describe('bundling a function', () => {
  const root = repository();
  afterAll(() => rmSync(root, { recursive: true }));

  test('makes index.mjs, and a chunk of what is imported later', async () => {
    const { directory, files } = await bundleFunction('direct', root);
    expect(directory).toBe(join(root, 'dist', 'functions', 'direct'));
    expect(files.filter((file) => file.atStart).map((file) => file.path)).toEqual(['index.mjs']);
    expect(files.filter((file) => !file.atStart).map((file) => file.path)).toEqual([
      expect.stringMatching(/^chunks\/lazy-[A-Z0-9]{8}\.mjs$/),
    ]);
    expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).not.toContain('only later');
    for (const { path, bytes } of files) expect(statSync(join(directory, path)).size).toBe(bytes);
  });

  test('leaves files alone that did not change, so that an asset keeps its hash', async () => {
    const { directory } = await bundleFunction('direct', root);
    const before = statSync(join(directory, 'index.mjs')).mtimeMs;
    await bundleFunction('direct', root);
    expect(statSync(join(directory, 'index.mjs')).mtimeMs).toBe(before);
  });

  test('removes what an earlier build left', async () => {
    const { directory, files } = await bundleFunction('direct', root);
    const stale = join(directory, 'chunks', 'stale.mjs');
    writeFileSync(stale, '');
    const again = await bundleFunction('direct', root);
    expect(again.files).toEqual(files);
    expect(statSync(stale, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('the functions of this repository', () => {
  test('start from at most 450 KB, and load the expression engine only when a tool needs it', async () => {
    const bundles = Object.values(await bundleFunctions());
    for (const { files } of bundles) {
      const atStart = files.filter((file) => file.atStart);
      expect(atStart.map((file) => file.path)).toContain('index.mjs');
      expect(atStart.reduce((total, file) => total + file.bytes, 0)).toBeLessThanOrEqual(450_000);
      expect(files.length).toBeGreaterThan(atStart.length);
    }
  });
});
