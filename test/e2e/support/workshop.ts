import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { copyDocuments, temporaryDirectory } from './directories.ts';
import { freePort } from './ports.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { type Behaviour, respondJson, startUpstream } from './upstream.ts';

/** The server `workshop` of these tests, and the upstream that its tools call. */
export type Workshop = TestStack;

const CATALOG = fileURLToPath(new URL('../catalog/', import.meta.url));

/** An upstream that responds correctly or fails, by path. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '/echo': async (response, request) => {
    const { method, url } = request;
    const body = await text(request);
    respondJson(response, { method, url, body });
  },
  '/hang': () => undefined,
  '/garbage': (response) => response.setHeader('content-type', 'application/json').end('<html>{"half":'),
  '/broken': (_, request) => request.socket.destroy(),
  '/unhappy': (response) => {
    response.statusCode = 503;
    respondJson(response, { message: 'The warehouse is closed for stocktaking' });
  },
  '/huge': (response) => respondJson(response, 'x'.repeat(400_000)),
};

/** Starts the tests' upstream and a local stack whose tools call it. */
export async function startWorkshop(): Promise<Workshop> {
  const upstream = await startUpstream(BEHAVIOURS);
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
