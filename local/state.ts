import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalStackError } from './errors.ts';

/** What `.spillway/local.json` tells the command line while the local stack runs. */
interface LocalState {
  readonly endpoint: string;
  readonly table: string;
  readonly tableEndpoint: string;
  readonly region: string;
  /** URL that plays Lambda's API. */
  readonly lambdaEndpoint: string;
  /** ARNs of the functions that tools may name, by that name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly servers: readonly string[];
}

/** The directory that one local stack has to itself while it runs. */
export class StateDirectory {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Takes the directory.
   *
   * @throws LocalStackError when another local stack has it
   */
  static async take(path: string): Promise<StateDirectory> {
    await mkdir(path, { recursive: true });
    const lock = join(path, LOCK);
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const pid = Number(readFileSync(lock, 'utf8'));
      // In a container, a stack that was killed often had the number that this process has now.
      if (pid === process.pid ? TAKEN.has(path) : isAlive(pid)) {
        throw new LocalStackError(
          `a local stack already runs in ${path}, as process ${pid}. Stop it, or give this one a directory with --state. ` +
            `If that process is no local stack, delete ${lock}`,
        );
      }
      writeFileSync(lock, String(process.pid));
    }
    TAKEN.add(path);
    return new StateDirectory(path);
  }

  inside(name: string): string {
    return join(this.path, name);
  }

  announce(state: LocalState): void {
    writeFileSync(this.inside(ANNOUNCEMENT), `${JSON.stringify(state)}\n`);
  }

  release(): void {
    TAKEN.delete(this.path);
    rmSync(this.inside(ANNOUNCEMENT), { force: true });
    rmSync(this.inside(LOCK), { force: true });
  }
}

/** The directories of this process. */
const TAKEN = new Set<string>();

const LOCK = 'local.pid';
const ANNOUNCEMENT = 'local.json';

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
