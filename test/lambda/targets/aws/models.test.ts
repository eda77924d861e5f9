import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { makeTable } from '../../../../bin/aws-models/index.ts';
import { TABLE_FILE } from '../../../../lambda/targets/aws/model/publish.ts';

test('the table of services is what `npm run aws-models` makes of the installed models', () => {
  const committed = readFileSync(TABLE_FILE);

  expect(brotliDecompressSync(committed).toString() === makeTable()).toBe(true);
  expect(committed.length).toBeLessThan(500_000);
});
