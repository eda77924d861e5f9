import { writeFileSync } from 'node:fs';
import { BASE, comparedWith, expectedFile, expectedText } from './expected.ts';
import { readableStacks } from './readable.ts';
import { FIVE, synthesizeFile } from './stages.ts';

// `npm run resources`: writes what the five stages are now as what is expected of them.
const base = readableStacks(synthesizeFile(BASE));
for (const stage of FIVE) {
  const stacks = stage === BASE ? base : comparedWith(base, readableStacks(synthesizeFile(stage)));
  writeFileSync(expectedFile(stage), expectedText(stage, stacks));
  console.log(`wrote ${expectedFile(stage)}`);
}
