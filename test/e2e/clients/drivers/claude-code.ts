import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subject } from '../steps.ts';
import { bareEnvironment, run } from './program.ts';

/** Claude Code's `mcp add` and `mcp list`, which connect to a server without a login. Each connection has a home of its own. */
export function claudeCode(directory: string, scratch: string): Subject {
  const entry = join(directory, 'node_modules/@anthropic-ai/claude-code/cli-wrapper.cjs');
  return {
    connect: async (url) => {
      const home = await mkdtemp(join(scratch, 'claude-'));
      const env = {
        ...bareEnvironment(home),
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        DISABLE_TELEMETRY: '1',
      };
      const claude = (...words: readonly string[]) => run(process.execPath, [entry, ...words], { cwd: home, env });
      const added = await claude('mcp', 'add', '--transport', 'http', '--scope', 'user', 'server', url);
      if (added.code !== 0) throw new Error(`mcp add: exit code ${added.code}: ${added.stderr || added.stdout}`);
      const { stdout, stderr } = await claude('mcp', 'list');
      const line = stdout.split('\n').find((each) => each.startsWith('server:'));
      if (!line?.includes('Connected')) throw new Error(`mcp list: ${line ?? `${stdout} ${stderr}`}`);
      return { close: async () => [] };
    },
  };
}
