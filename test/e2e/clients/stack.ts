import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copyDocuments, temporaryDirectory } from '../support/directories.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { type Behaviour, startUpstream } from '../support/upstream.ts';
import { BOOKS } from './steps.ts';

/** Between two rows: more than one notification of progress fits in. */
const ROW_MS = 300;

/** A tool whose entry in a list takes about 5 KB, so that 300 of them take several pages. */
const bookDocument = (name: string): string => `
kind: Tool
server: library
name: ${name}
description: ${'Once upon a time there was a tool. '.repeat(150)}
input: { type: object, properties: { chapter: { type: integer }, anything: true } }
target: { type: static, text: The end. }
`;

const sendRows: Behaviour = async (response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const n of [1, 2, 3, 4]) {
    response.write(`${JSON.stringify({ n })}\n`);
    await pause(ROW_MS);
  }
  response.end();
};

/** Starts a local stack with the servers `clients` and `library`, and the upstream that their tools call. */
export async function startMatrixStack(): Promise<TestStack> {
  const upstream = await startUpstream((path) => (path === '/rows' ? sendRows : undefined));
  const documents = await temporaryDirectory();
  const catalog = fileURLToPath(new URL('./catalog/', import.meta.url));
  await copyDocuments(catalog, documents.path, { ':7777': `:${upstream.port}` });
  await writeFile(join(documents.path, 'library.yaml'), BOOKS.map(bookDocument).join('---\n'));
  const stack = await startTestStack({ catalog: [documents.path] });
  return {
    ...stack,
    stop: async () => {
      await stack.stop();
      await upstream.close();
      await documents.remove();
    },
  };
}
