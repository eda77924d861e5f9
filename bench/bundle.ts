/** Bytes that a cold start loads: the functions as deployed, and the alternatives that a user would choose. */
import { type BundleFile, bundleFunctions } from '../lib/bundle.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { figure, ratio } from './support/result.ts';
import { THEIRS } from './support/theirs.ts';

const KILOBYTE = 1000;
const onFirstUse = (name: string) => `${name}, on first use, all chunks`;
const atStart = (name: string) => `${name}, at cold start`;

export const bundle: Bench = {
  name: 'bundle',
  title: 'Bundle sizes, minified',
  async measure() {
    const functions = Object.entries(await bundleFunctions());
    const kilobytes = (name: string, bytes: number) => figure(name, 'KB', [bytes / KILOBYTE]);
    const theirs = await Promise.all(
      THEIRS.map(async ({ name, entry }) => kilobytes(name, (await bundleBench(entry)).bytes)),
    );
    const client = await bundleBench('functions/table-client.ts');
    return {
      method: [
        'Minified bytes of the entry and of every chunk that it imports statically, as lib/bundle.ts makes them for deployment; 1 KB is 1,000 bytes.',
        'Chunks that are imported dynamically on first use are listed separately.',
        'The alternatives are bundled with the same options, with a minimal event adapter and one tool, and without a table client, which is listed separately.',
      ],
      figures: [
        ...functions.map(([name, { files }]) => kilobytes(atStart(name), total(files.filter((file) => file.atStart)))),
        ...functions.map(([name, { files }]) =>
          kilobytes(onFirstUse(name), total(files.filter((file) => !file.atStart))),
        ),
        ...largestChunks(functions.flatMap(([, { files }]) => files)).map(([name, bytes]) => kilobytes(name, bytes)),
        kilobytes('table client alone', client.bytes),
        ...theirs,
      ],
      pairs: THEIRS.map(({ name }) => ratio(name, atStart('stream'))),
      claims: functions.map(([name]) => ({
        claim: `${name} loads at most 450 KB`,
        of: atStart(name),
        bound: 'at most' as const,
        limit: 450,
      })),
    };
  },
};

function total(files: readonly BundleFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Dynamically imported chunks of more than 20 KB, by name; functions share most of them. */
function largestChunks(files: readonly BundleFile[]): readonly [name: string, bytes: number][] {
  const later = files.filter(({ atStart, bytes }) => !atStart && bytes > 20 * KILOBYTE);
  const byName = new Map(later.map(({ path, bytes }) => [`  ${path.replace(/-[A-Z0-9]{8}\.mjs$/, '')}`, bytes]));
  return [...byName];
}
