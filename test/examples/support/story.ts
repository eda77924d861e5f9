import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spillway } from '../../e2e/support/command-line.ts';
import { copyDocuments, temporaryDirectory } from '../../e2e/support/directories.ts';
import { freePort } from '../../e2e/support/ports.ts';
import { startTestStack, type TestStack } from '../../e2e/support/stack.ts';
import { curl, shellWords } from './command-line.ts';

/** Where the countries example lies. */
export const STORY = fileURLToPath(new URL('../../../examples/countries/', import.meta.url));

/** The address of the local stack on a page. */
export const STACK_URL = 'http://127.0.0.1:8787';
const SERVICE_PORT = '8790';

/** What `npm start` starts, on ports of its own: a test never meets a local stack that somebody runs. */
export interface Story {
  readonly stack: TestStack;
  /** Runs a command of a page, `npm run -s spillway -- ...` or `curl ...`, and returns what it prints. */
  run(command: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the local stack with the countries example.
 *
 * @param files documents that the page has its reader write, by name
 */
export async function startStory(files: ReadonlyMap<string, string>): Promise<Story> {
  const servicePort = String(await freePort());
  const story = await temporaryDirectory();
  await copyDocuments(STORY, story.path, { [SERVICE_PORT]: servicePort });
  await writeFile(join(story.path, 'service.ts'), `import ${JSON.stringify(join(STORY, 'service.ts'))};\n`);
  await writeFile(join(story.path, 'items.ts'), `export * from ${JSON.stringify(join(STORY, 'items.ts'))};\n`);
  const stack = await startTestStack({ catalog: [story.path] });
  for (const [name, content] of files) {
    await writeFile(join(stack.directory, name), content.replaceAll(SERVICE_PORT, servicePort));
  }
  return {
    stack,
    async run(command) {
      const words = shellWords(command.replaceAll(STACK_URL, stack.endpoint));
      if (words[0] === 'curl') return (await curl(words.slice(1))).text.trim();
      expect(words.slice(0, 5)).toEqual(['npm', 'run', '-s', 'spillway', '--']);
      const { stdout, stderr } = await spillway(words.slice(5), stack.directory);
      return (stdout + stderr).replaceAll(servicePort, SERVICE_PORT).trim();
    },
    async stop() {
      await stack.stop();
      await story.remove();
    },
  };
}
