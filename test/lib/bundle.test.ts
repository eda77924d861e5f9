import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BundleError, bundleDirectories, bundleFunction, bundleFunctions, bundleStage } from '../../lib/bundle.ts';

/** A repository in small: a function that loads one part at once and another on first use. */
function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'spillway-bundle-'));
  mkdirSync(join(root, 'lambda'));
  mkdirSync(join(root, 'tools'));
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  write(
    'lambda/direct.ts',
    "import { name } from './eager.ts';\nimport { near } from './folder/index.ts';\n" +
      "export const handler = async () => [name, near, (await import('./lazy.ts')).late];",
  );
  write('lambda/eager.ts', "export const name: string = 'eager';");
  write('lambda/lazy.ts', "export { far } from './folder/index.ts';\nexport const late: string = 'only later';");
  mkdirSync(join(root, 'lambda/folder'));
  write('lambda/folder/index.ts', "/** A face. */\nexport { far } from './far.ts';\nexport { near } from './near.ts';");
  write('lambda/folder/far.ts', "export const far: string = 'the far end';");
  write('lambda/folder/near.ts', "export const near: string = 'the near end';");
  write('lambda/stream.ts', 'export const handler = () => undefined;');
  write('lambda/listen.ts', 'export const handler = () => undefined;');
  write('lambda/worker.ts', 'export async function handler(): Promise<void> {}');
  write('tools/rank.ts', 'export const handler = (): string => "first";');
  write('tools/plain.mjs', 'const handler = () => "plain";\nexport { handler };');
  write('tools/old.cjs', "const { basename } = require('path');\nmodule.exports = basename;");
  write(
    'tools/modern.ts',
    "import { createRequire } from 'node:module';\nimport basename from './old.cjs';\n" +
      'const require = createRequire(import.meta.url);\n' +
      "export const handler = (path: string): string => basename(path) + require('node:path').sep;",
  );
  write(
    'tools/named.ts',
    "import { defineTool } from '@spillway/toolkit';\nexport const handler = defineTool(async () => 'by its name');",
  );
  write('tools/nothing.ts', 'export const rank = 1;');
  write('tools/lost.ts', "import { gone } from './gone.ts';\nexport const handler = gone;");
  write('tools/late.ts', "export const later = async () => await import('./rank.ts');");
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

  test('starts with the names that it imports from a folder, not with the folder', async () => {
    const { directory } = await bundleFunction('direct', root);

    const start = readFileSync(join(directory, 'index.mjs'), 'utf8');

    expect(start).toContain('the near end');
    expect(start).not.toContain('the far end');
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

describe('bundling a function again', () => {
  const root = repository();
  const index = join(root, 'dist', 'functions', 'direct', 'index.mjs');
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  const bundled = async () => {
    await bundleFunction('direct', root);
    return readFileSync(index, 'utf8');
  };
  beforeEach(async () => {
    // An input that changes while it is read leaves no record, so the clock must have moved on from the last change.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await bundled();
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('replaces a file as a whole: what is reading the former one reads it to its end', async () => {
    const before = await bundled();
    const reading = openSync(index, 'r');

    write('lambda/eager.ts', "export const name: string = 'later';");
    const after = await bundled();

    expect(after).not.toBe(before);
    expect(readFileSync(reading, 'utf8')).toBe(before);
    closeSync(reading);
    expect(readdirSync(join(root, 'dist', 'functions')).sort()).toEqual(['direct', 'direct.json']);
  });

  test('takes up a changed input, also one of the same size', async () => {
    write('lambda/eager.ts', "export const name: string = 'agree';");
    expect(await bundled()).toContain('agree');
    write('lambda/eager.ts', "export const name: string = 'eager';");
    expect(await bundled()).toContain('eager');
  });

  test('makes a file whole that somebody changed or removed', async () => {
    const whole = readFileSync(index, 'utf8');
    writeFileSync(index, whole.replace('handler', 'handles'));
    expect(await bundled()).toBe(whole);
    rmSync(index);
    expect(await bundled()).toBe(whole);
  });

  test('asks the locked packages and the compiler settings, too', async () => {
    write('tsconfig.json', '{"compilerOptions":{"alwaysStrict":true,"strict":true,"jsx":"react"}}');
    const record = join(root, 'dist', 'functions', 'direct.json');
    const before = statSync(record).mtimeMs;
    await bundled();
    expect(statSync(record).mtimeMs).toBeGreaterThan(before);
  });

  test('fails where an input is gone', async () => {
    const eager = readFileSync(join(root, 'lambda/eager.ts'), 'utf8');
    rmSync(join(root, 'lambda/eager.ts'));
    await expect(bundled()).rejects.toThrow('Could not resolve "./eager.ts"');
    write('lambda/eager.ts', eager);
  });

  test('does not run esbuild when nothing changed', async () => {
    const record = join(root, 'dist', 'functions', 'direct.json');
    const before = statSync(record).mtimeMs;
    await bundled();
    expect(statSync(record).mtimeMs).toBe(before);
  });

  test('does not trust a record that is cut short', async () => {
    writeFileSync(join(root, 'dist', 'functions', 'direct.json'), '{"key":');
    expect(await bundled()).toContain('eager');
  });
});

describe("bundling a stage's functions", () => {
  const root = repository();
  afterAll(() => rmSync(root, { recursive: true }));

  test('bundles toolkit functions beside its own, each into a directory of its name', async () => {
    const toolkit = { rank: { entry: 'tools/rank.ts' }, other: { entry: 'tools/plain.mjs' } };
    const directories = bundleDirectories(await bundleStage(toolkit, { root }));
    const inDist = (name: string) => join(root, 'dist', 'functions', name);
    expect(directories).toEqual({
      direct: inDist('direct'),
      stream: inDist('stream'),
      listen: inDist('listen'),
      worker: inDist('worker'),
      toolkit: { rank: inDist('rank'), other: inDist('other') },
    });
    expect(readFileSync(join(inDist('rank'), 'index.mjs'), 'utf8')).toContain('first');
    expect(readFileSync(join(inDist('other'), 'index.mjs'), 'utf8')).toContain('plain');
  });

  test('lets a toolkit function use CommonJS packages that require what Node has built in', async () => {
    const { toolkit } = bundleDirectories(await bundleStage({ modern: { entry: 'tools/modern.ts' } }, { root }));
    const { handler } = await import(join(toolkit.modern ?? '', 'index.mjs'));
    expect(handler('a/b.txt')).toBe('b.txt/');
  });

  test('finds the toolkit by the name that its README gives it', async () => {
    const { toolkit } = bundleDirectories(await bundleStage({ named: { entry: 'tools/named.ts' } }, { root }));
    expect(readFileSync(join(toolkit.named ?? '', 'index.mjs'), 'utf8')).toContain('by its name');
  });

  test.each([
    ['tools/nothing.ts', 'tools/nothing.ts: exports no handler; expected a module with `export const handler = ...`'],
    ['tools/late.ts', 'tools/late.ts: exports no handler'],
    ['tools/lost.ts', 'Could not resolve "./gone.ts"'],
  ])('refuses %s, with the reason', async (entry, message) => {
    const refused = bundleStage({ rank: { entry } }, { root });
    await expect(refused).rejects.toThrow(BundleError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('the functions of this repository', () => {
  test('hold nothing of Cedar, which publishing alone loads', async () => {
    for (const { directory, files } of Object.values(await bundleFunctions())) {
      for (const { path } of files) {
        expect(readFileSync(join(directory, path), 'utf8')).not.toMatch(/cedar_wasm|__wbindgen|policySetTextToParts/);
      }
    }
  });

  test('start without classes of Unicode, each of which V8 builds even in a function that never runs', async () => {
    const literal = /[^\\]\\p\{\w+\}/;
    for (const { directory } of Object.values(await bundleFunctions())) {
      expect(literal.exec(readFileSync(join(directory, 'index.mjs'), 'utf8'))?.[0]).toBeUndefined();
    }
  });

  test('start from at most 450 KB, and load the expression engine only when a tool needs it', async () => {
    for (const { files } of Object.values(await bundleFunctions())) {
      const atStart = files.filter((file) => file.atStart);
      expect(atStart.map((file) => file.path)).toContain('index.mjs');
      expect(atStart.reduce((total, file) => total + file.bytes, 0)).toBeLessThanOrEqual(450_000);
      const later = files.filter((file) => !file.atStart);
      expect(later.map((file) => file.path)).toContainEqual(expect.stringMatching(/^chunks\/engine-/));
    }
  });
});
