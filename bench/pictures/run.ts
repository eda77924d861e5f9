/** `npm run pictures`: writes the pictures of the documentation anew, after the result files or the drawing changed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { pictures } from './index.ts';

const DIRECTORY = new URL('../../docs/pictures/', import.meta.url);

await mkdir(DIRECTORY, { recursive: true });
for (const [name, content] of pictures()) {
  await writeFile(new URL(name, DIRECTORY), content);
  console.log(`docs/pictures/${name}`);
}
