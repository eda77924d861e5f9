import { posix } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** The files of a bundle, by their paths from its directory. */
interface SplitBundle {
  readonly texts: ReadonlyMap<string, string>;
  /** The names that a file exports. */
  readonly exportsOf: (path: string) => readonly string[];
  /** The files that importing the entry loads, the entry first. */
  readonly atStart: readonly string[];
}

/**
 * Joins the files that a start loads into the entry. esbuild puts whatever two entries share into files of their own, and each of
 * them costs a cold start as much as several kilobytes of code. Files that load later import what they share from the entry, so
 * that every module still exists once. docs/decisions/0047-code-loads-on-first-use.md
 *
 * @param options how the files are written
 * @returns the texts of all files, by their paths
 */
export async function joinStart(bundle: SplitBundle, options: BuildOptions): Promise<ReadonlyMap<string, string>> {
  const { texts, atStart } = bundle;
  const [entry = '', ...shared] = atStart;
  if (shared.length === 0) return texts;
  const later = [...texts.keys()].filter((path) => !atStart.includes(path));
  const own = { ...options, bundle: true, splitting: false, write: false, logLevel: 'silent', outdir: '/' } as const;
  const results = await Promise.all([
    build({ ...own, entryPoints: { [stem(entry)]: entry }, plugins: [wholeStart(bundle)] }),
    build({
      ...own,
      entryPoints: Object.fromEntries(later.map((path) => [stem(path), path])),
      plugins: [fromEntry(bundle)],
    }),
  ]);
  const files = results.flatMap(({ outputFiles }) => outputFiles);
  return new Map(files.map(({ path, text }) => [posix.relative('/', path), text]));
}

const stem = (path: string) => path.replace(/\.mjs$/, '');

/** An export of a shared file, as the entry names it. */
const nameIn = (shared: number, name: string) => `s${shared}_${name}`;

/** Reads the files of the start, and exports from the entry what they export. */
function wholeStart({ texts, exportsOf, atStart: [entry = '', ...shared] }: SplitBundle): Plugin {
  const facade = [
    `export * from './${entry}';`,
    ...shared.map((path, index) => {
      const names = exportsOf(path).map((name) => `${name} as ${nameIn(index, name)}`);
      return `export { ${names.join(', ')} } from './${path}';`;
    }),
  ].join('\n');
  return {
    name: 'whole-start',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point') return { path, namespace: 'facade' };
        if (!path.startsWith('.')) return undefined;
        const target = posix.join(posix.dirname(importer), path);
        if (kind === 'dynamic-import') return { path: `./${target}`, external: true };
        return { path: target, namespace: 'start' };
      });
      onLoad({ filter: /./, namespace: 'facade' }, () => ({ contents: facade }));
      onLoad({ filter: /./, namespace: 'start' }, ({ path }) => ({ contents: texts.get(path) ?? '' }));
    },
  };
}

/** Reads the files that load later, and imports from the entry what they import from a file of the start. */
function fromEntry({ texts, exportsOf, atStart: [entry = '', ...shared] }: SplitBundle): Plugin {
  return {
    name: 'from-entry',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, importer, kind, namespace }) => {
        if (kind === 'entry-point') return { path, namespace: 'later' };
        if (!path.startsWith('.')) return undefined;
        const target = posix.join(posix.dirname(importer), path);
        const isShared = namespace === 'later' && shared.includes(target);
        return isShared ? { path: target, namespace: 'shared' } : { path, external: true };
      });
      onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({ contents: texts.get(path) ?? '' }));
      onLoad({ filter: /./, namespace: 'shared' }, ({ path }) => {
        const names = exportsOf(path).map((name) => `${nameIn(shared.indexOf(path), name)} as ${name}`);
        const from = posix.relative(posix.dirname(path), entry);
        return { contents: `export { ${names.join(', ')} } from '${from}';` };
      });
    },
  };
}
