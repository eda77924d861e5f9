import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { KeptAssemblies } from '../../local/kept-assemblies.ts';
import { scratch } from './support/scratch.ts';

describe('a kept assembly', () => {
  const root = scratch();
  const kept = new KeptAssemblies(root.path);
  const made = root.inside('made');
  const target = root.inside('target');
  const manifest = root.inside('target/manifest.json');
  const place = (key: string): string => root.inside(`dist/assemblies/${key}`);

  /** Keeps an assembly that was made from `lib/app.ts`. */
  async function keep(key: string): Promise<void> {
    root.write('lib/app.ts', 'new App();');
    mkdirSync(made, { recursive: true });
    root.write('made/manifest.json', '{}');
    root.write('made/asset.1/index.mjs', 'export {};');
    // An input that changed after the start is not trusted.
    await sleep(20);
    await kept.keep(made, { key, inputs: ['lib/app.ts'], startedMs: Date.now() });
    rmSync(target, { recursive: true, force: true });
  }

  afterAll(() => root.remove());

  test('is copied with every file below it', async () => {
    await keep('a');
    expect(await kept.copyTo(target, 'a')).toBe(true);
    expect(readFileSync(manifest, 'utf8')).toBe('{}');
    expect(readFileSync(root.inside('target/asset.1/index.mjs'), 'utf8')).toBe('export {};');
  });

  test('serves neither another key nor a changed, removed or new file', async () => {
    await keep('a');
    expect(await kept.copyTo(target, 'b')).toBe(false);
    root.write('lib/app.ts', 'new Add();');
    expect(await kept.copyTo(target, 'a')).toBe(false);
    rmSync(root.inside('lib/app.ts'));
    expect(await kept.copyTo(target, 'a')).toBe(false);

    await keep('a');
    writeFileSync(`${place('a')}/assembly/manifest.json`, '[]');
    expect(await kept.copyTo(target, 'a')).toBe(false);
    await keep('a');
    writeFileSync(`${place('a')}/assembly/more.json`, '[]');
    expect(await kept.copyTo(target, 'a')).toBe(false);
    expect(existsSync(target)).toBe(false);
  });

  test('is not kept when an input changed while it was made', async () => {
    root.write('lib/late.ts', 'new App();');
    await kept.keep(made, { key: 'late', inputs: ['lib/late.ts'], startedMs: Date.now() - 1000 });
    expect(await kept.copyTo(target, 'late')).toBe(false);
  });

  test('gives way to newer ones, so that the directory does not grow', async () => {
    for (let count = 0; count < 20; count += 1) {
      await keep(`key-${count}`);
      await kept.copyTo(target, 'key-0');
    }
    expect(readdirSync(root.inside('dist/assemblies')).toSorted()).toEqual(
      ['key-0', ...Array.from({ length: 11 }, (_, count) => `key-${count + 9}`)].toSorted(),
    );
  });
});
