import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { NODE } from '../../../local/node.ts';
import { temporaryDirectory } from '../support/directories.ts';
import { installClient, Skipped } from './install.ts';
import type { ClientResult } from './results.ts';
import { type Cell, noteOf, STEPS, type Step, type StepResult } from './steps.ts';
import type { ClientVersion } from './versions.ts';

const DRIVER = fileURLToPath(new URL('./drivers/main.ts', import.meta.url));

/** All steps of a client together, on a busy machine. */
const CLIENT_MS = 240_000;

/** What a driver writes, line by line. */
type Line = StepResult | { readonly skipped: string } | { readonly ended: true };

/** Installs a client, runs it in a process of its own, and returns its row of the table. */
export async function runClient(client: ClientVersion, endpoint: string): Promise<ClientResult> {
  const { name, title } = client;
  try {
    const directory = await installClient(client);
    const home = await temporaryDirectory();
    try {
      return { name, title, cells: await cellsOf([name, directory, home.path, endpoint], endpoint) };
    } finally {
      await home.remove();
    }
  } catch (error) {
    if (error instanceof Skipped) return { name, title, skipped: error.message };
    throw error;
  }
}

async function cellsOf(words: readonly string[], endpoint: string): Promise<Readonly<Record<Step, Cell>>> {
  const options = ['--experimental-import-meta-resolve', '--disable-warning=ExperimentalWarning', DRIVER];
  // A process group of its own: what the driver starts ends with it.
  const child = spawn(NODE, [...options, ...words], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The whole group has ended.
    }
  };
  const closed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const timer = setTimeout(end, CLIENT_MS);
  const [stdout, stderr, how] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  clearTimeout(timer);
  end();
  const lines = stdout.split('\n').flatMap(parseLine);
  const skipped = lines.find((line) => 'skipped' in line);
  if (skipped) throw new Skipped(skipped.skipped);
  const steps = lines.filter((line) => 'step' in line);
  const lastWords = `the process ended before this step (${how}): ${errorLine(stderr)}`;
  const cellOf = (wanted: Step): Cell => {
    const result = steps.find(({ step }) => step === wanted);
    if (result === undefined) return { outcome: 'failed', note: noteOf(lastWords, endpoint) };
    const { step: _, ...cell } = result;
    return cell;
  };
  return Object.fromEntries(STEPS.map((step) => [step, cellOf(step)])) as Record<Step, Cell>;
}

/** Of what Node.js prints when a program crashes, the line with the message. */
function errorLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}

/** Clients print what they like; the driver's lines are objects that start with a known member. */
function parseLine(line: string): readonly Line[] {
  return /^\{"(?:step|skipped|ended)":/.test(line) ? [JSON.parse(line)] : [];
}
