import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn, keyOf } from '../lib/made-record.ts';
import { LocalStackError } from './errors.ts';
import { KeptAssemblies } from './kept-assemblies.ts';
import { isRecord, textOf } from './template/index.ts';

/** The directory of `cdk.json`. */
export const REPOSITORY_ROOT = fileURLToPath(new URL('..', import.meta.url));

interface SynthesisOptions {
  readonly stages?: string | undefined;
  readonly auth?: boolean | undefined;
  readonly onRun?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the CDK app as the CDK's command line does: the command in `cdk.json`, with the output directory and the context in
 * its environment. Needs no network and no credentials. An assembly whose inputs did not change since is copied instead.
 *
 * @param directory the cloud assembly's; its previous content is deleted
 * @param options `stages`: directory of the stage files, relative to the root of the repository, default `config`; `auth`: whether
 * the stage admits nobody without credentials, whatever its file says; `onRun` is called before the app runs, and can prevent it
 * by an error; `signal` terminates the app
 * @throws LocalStackError with the app's output when it fails
 */
export async function synthesize(
  stage: string,
  directory: string,
  { stages, auth, onRun, signal }: SynthesisOptions = {},
): Promise<void> {
  const settings: unknown = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'cdk.json'), 'utf8'));
  const app = isRecord(settings) ? textOf(settings.app) : undefined;
  if (!isRecord(settings) || app === undefined) throw new LocalStackError('cdk.json: the key app is missing');
  await rm(directory, { recursive: true, force: true });
  const startedMs = Date.now();
  const context = {
    ...(isRecord(settings.context) ? settings.context : {}),
    stage,
    ...(auth && { requireCredentials: true }),
  };
  const stageFile = join(stages ?? 'config', `${stage}.yaml`);
  const key = keyOf(REPOSITORY_ROOT, [app, context, textOfFile(join(REPOSITORY_ROOT, stageFile))]);
  const kept = new KeptAssemblies(REPOSITORY_ROOT);
  if (await kept.copyTo(directory, key)) return;
  await onRun?.();
  const inputsFile = `${directory}.inputs.json`;
  const env = {
    ...process.env,
    PATH: `${join(REPOSITORY_ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    CDK_OUTDIR: directory,
    // CloudFormation's rules, which `cdk synth` applies: seconds of a start.
    CDK_VALIDATION: 'false',
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...(stages && { stages }), inputs: inputsFile }),
  };
  const { code, output } = await run(app, env, signal);
  signal?.throwIfAborted();
  if (code !== 0) throw new LocalStackError(`the CDK app of stage ${stage} failed:\n${output.trim()}`);
  const functionInputs: readonly string[] = JSON.parse(readFileSync(inputsFile, 'utf8'));
  await rm(inputsFile);
  await kept.keep(directory, { key, inputs: [...appSources(), ...functionInputs], startedMs });
}

/** The CDK app's own files, as paths from the root of the repository. */
function appSources(): string[] {
  const below = ['bin', 'lib'].flatMap((name) => filesIn(join(REPOSITORY_ROOT, name)));
  return [...below.map((path) => relative(REPOSITORY_ROOT, path)), 'cdk.json'];
}

/** The app says what is wrong with a stage file, so one that cannot be read is no error here. */
function textOfFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Captures the app's output for the error message: with `--json`, standard output holds one line of JSON only. */
function run(
  command: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that one signal ends the shell and its children.
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
