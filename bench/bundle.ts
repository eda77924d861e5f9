/** Bytes that a cold start loads: our functions, as they are deployed, and what a user would pick instead. */
import { bundleFunctions } from '../lib/bundle.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { figure, ratio } from './support/result.ts';
import { THEIRS } from './support/theirs.ts';

const KILOBYTE = 1000;
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
        'Chunks that are imported later, when first needed, are listed apart.',
        'Others are bundled with the same options, with the least adapter to an event and one tool, and without a table client, which is listed by itself.',
      ],
      figures: [
        ...functions.flatMap(([name, { files }]) => [
          kilobytes(
            atStart(name),
            files.filter((file) => file.atStart).reduce((sum, { bytes }) => sum + bytes, 0),
          ),
          ...files
            .filter((file) => !file.atStart)
            .map(({ path, bytes }) => kilobytes(`  ${name}, on first use: ${path}`, bytes)),
        ]),
        kilobytes('table client alone', client.bytes),
        ...theirs,
      ],
      pairs: THEIRS.map(({ name }) => ratio(name, atStart('stream'))),
      claims: functions.map(([name]) => ({
        claim: `${name} loads 450 KB`,
        of: atStart(name),
        bound: 'at most' as const,
        limit: 450,
      })),
    };
  },
};
