import './node-version.cjs';
import { relative } from 'node:path';
import { REPOSITORY_ROOT } from '../lib/bundle.ts';
import { prepareStage } from './stage.ts';

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(8)} KB`;
const sum = (sizes: readonly { readonly bytes: number }[]) => sizes.reduce((total, { bytes }) => total + bytes, 0);

// `npm run build -- prod`: the stage file lists the toolkit functions.
const [stage = 'dev'] = process.argv.slice(2);
const { toolkit, ...own } = (await prepareStage(stage)).bundles;

for (const { directory, files } of [...Object.values(own), ...Object.values(toolkit)]) {
  const atStart = files.filter((file) => file.atStart);
  console.log(`${relative(REPOSITORY_ROOT, directory)}`);
  console.log(`${kilobytes(sum(atStart))}  at cold start: ${atStart.map((file) => file.path).join(', ')}`);
  for (const later of files.filter((file) => !file.atStart)) {
    console.log(`${kilobytes(later.bytes)}  on first use:  ${later.path}`);
  }
}
