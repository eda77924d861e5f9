import { fileURLToPath } from 'node:url';
import { copyDocuments, temporaryDirectory } from './directories.ts';
import { freePort } from './ports.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { startUpstream, workshopBehaviours } from './upstream.ts';

/** The server `workshop` of these tests, and the upstream that its tools call. */
export type Workshop = TestStack;

const CATALOG = fileURLToPath(new URL('../catalog/', import.meta.url));

/** Starts the tests' upstream and a local stack whose tools call it. */
export async function startWorkshop(): Promise<Workshop> {
  const upstream = await startUpstream((path) => workshopBehaviours.get(path));
  const documents = await temporaryDirectory();
  await copyDocuments(CATALOG, documents.path, { ':7777': `:${upstream.port}`, ':7778': `:${await freePort()}` });
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
