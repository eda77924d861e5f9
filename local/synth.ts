import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from './errors.ts';
import { isRecord, textOf } from './template/index.ts';

/** Where `cdk.json` lies. */
export const REPOSITORY_ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs the CDK app as the CDK's command line does: the command in `cdk.json`, told in its environment where to write and
 * which context it has. Needs no network and no credentials.
 *
 * @param directory where the cloud assembly goes; what was there is removed
 * @param options `stages`: directory of the stages, as a path from the root of the repository, default `config`; `signal` ends
 * the app
 * @throws LocalStackError with the app's own words when it fails
 */
export async function synthesize(
  stage: string,
  directory: string,
  { stages, signal }: { readonly stages?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const settings: unknown = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'cdk.json'), 'utf8'));
  const app = isRecord(settings) ? textOf(settings.app) : undefined;
  if (!isRecord(settings) || app === undefined) throw new LocalStackError('cdk.json names no app');
  await rm(directory, { recursive: true, force: true });
  const context = { ...(isRecord(settings.context) ? settings.context : {}), stage, ...(stages && { stages }) };
  const env = {
    ...process.env,
    PATH: `${join(REPOSITORY_ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    CDK_OUTDIR: directory,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
  const { code, output } = await run(app, env, signal);
  signal?.throwIfAborted();
  if (code !== 0) throw new LocalStackError(`the CDK app of stage ${stage} failed:\n${output.trim()}`);
}

/** Standard output stays free for whoever asked for JSON: everything the app says is kept for the error. */
function run(
  command: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that the shell and what it started end together.
    const child = spawn(command, {
      cwd: REPOSITORY_ROOT,
      env,
      shell: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    };
    signal?.addEventListener('abort', end, { once: true });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}
