import { join } from 'node:path';
import { build } from 'esbuild';

test('the functions carry nothing of the publishing side', async () => {
  const entry = join(import.meta.dirname, '../../../lambda/catalog/index.ts');
  const options = { bundle: true, write: false, metafile: true, platform: 'node', format: 'esm' } as const;
  const { metafile } = await build({ ...options, entryPoints: [entry], external: ['@aws-sdk/*'] });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => /node_modules|catalog\/publish\//.test(path))).toEqual([]);
  expect(inputs.some((path) => path.endsWith('lambda/catalog/reader/reader.ts'))).toBe(true);
});
