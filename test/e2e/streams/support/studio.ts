import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalStackOptions } from '../../../../local/index.ts';
import { copyDocuments, temporaryDirectory } from '../../support/directories.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';
import { synthesizeStreams } from './assembly.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './upstream.ts';

/** The server `studio` of these tests, the upstream that its tools call, and everything that the stack logged. */
export interface Studio extends TestStack {
  /** Where its tools are called. */
  readonly url: string;
  readonly upstream: ScriptedUpstream;
  /** Every line that functions, services and the stack wrote so far. */
  readonly lines: readonly string[];
}

/**
 * Starts the upstream, and a local stack whose tools call it.
 *
 * @param catalog the directory of documents beside this one: `catalog` has the server `studio`, `vault` a server with secrets
 */
export async function startStudio(catalog = 'catalog', options: LocalStackOptions = {}): Promise<Studio> {
  const upstream = await startScriptedUpstream();
  const scratch = await temporaryDirectory();
  const assembly = join(scratch.path, 'cdk.out');
  const documents = join(scratch.path, 'catalog');
  const from = fileURLToPath(new URL(`../${catalog}/`, import.meta.url));
  await cp(from, documents, { recursive: true });
  await copyDocuments(from, documents, { ':7777': `:${upstream.port}` });
  await synthesizeStreams(assembly);
  const lines: string[] = [];
  const starting = startTestStack({ assembly, catalog: [documents], log: (line) => lines.push(line), ...options });
  const stack = await starting.catch(async (error: unknown) => {
    await upstream.close();
    await scratch.remove();
    throw error;
  });
  return {
    ...stack,
    url: `${stack.endpoint}/mcp/${stack.servers[0]}`,
    upstream,
    lines,
    stop: async () => {
      await stack.stop();
      await upstream.close();
      await scratch.remove();
    },
  };
}
