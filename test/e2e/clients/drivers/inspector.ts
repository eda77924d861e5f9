import { join } from 'node:path';
import type { Connection, Subject } from '../steps.ts';
import { callResult, textOf } from './content.ts';
import { bareEnvironment, run } from './program.ts';

interface Printed {
  readonly tools?: readonly { readonly name: string }[];
  readonly contents?: readonly { readonly text?: string }[];
  readonly messages?: readonly { readonly content: unknown }[];
}

/**
 * The Inspector's command line: every request is a run of its own, which connects and disconnects.
 *
 * @param options `entry` is the program inside the package; `generation` is 0 before version 1
 */
export function inspector(directory: string, home: string, options: Readonly<Record<string, string>>): Subject {
  const entry = join(directory, 'node_modules/@modelcontextprotocol/inspector', options.entry ?? '');
  const env = bareEnvironment(home);
  const firstGeneration = options.generation === '0';
  const request = async (url: string, method: string, words: readonly string[] = []): Promise<Printed> => {
    const all = [entry, '--cli', url, '--transport', 'http', '--method', method, ...words];
    const { code, stdout, stderr } = await run(process.execPath, all, { cwd: directory, env });
    const start = stdout.indexOf('{');
    if (start < 0) throw new Error(`exit code ${code}: ${stderr.trim() || stdout.trim()}`);
    return JSON.parse(stdout.slice(start));
  };
  return {
    connectsToMcpPathsOnly: firstGeneration,
    connect: async (url) => {
      await request(url, 'tools/list');
      return {
        ...connectionOf((method, words) => request(url, method, words)),
        readsFirstPageOnly: firstGeneration,
        hidesProgress: true,
      };
    },
  };
}

function connectionOf(request: (method: string, words?: readonly string[]) => Promise<Printed>): Connection {
  const pairs = (flag: string, values: Readonly<Record<string, unknown>>): readonly string[] =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return {
    listTools: async () => ((await request('tools/list')).tools ?? []).map(({ name }) => name),
    call: async (name, args) =>
      callResult(await request('tools/call', ['--tool-name', name, ...pairs('--tool-arg', args)])),
    readResource: async (uri) => {
      const { contents = [] } = await request('resources/read', ['--uri', uri]);
      return contents.map(({ text = '' }) => text).join('\n');
    },
    getPrompt: async (name, args) => {
      const words = ['--prompt-name', name, ...pairs('--prompt-args', args)];
      const { messages = [] } = await request('prompts/get', words);
      return textOf(messages.map(({ content }) => content));
    },
    close: async () => [],
  };
}
