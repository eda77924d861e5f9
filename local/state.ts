import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageAccess } from '../lambda/targets/index.ts';
import { LocalStackError } from './errors.ts';
import type { AccessKey } from './iam/index.ts';
import type { AnnouncedStage } from './lambda/index.ts';
import { makePrivateDirectory, writePrivateFile } from './private-files.ts';

/** Contents of `.spillway/local.json`, from which the command line finds the running local stack. */
interface LocalState {
  readonly endpoint: string;
  readonly table: string;
  readonly tableEndpoint: string;
  readonly region: string;
  /** Access key of the user of this machine, for this run. */
  readonly credentials: AccessKey;
  /** URL of the emulated Lambda API. */
  readonly lambdaEndpoint: string;
  /** ARNs of the functions that tools can name, by that name. */
  readonly functions: Readonly<Record<string, string>>;
  /** What the stage is. */
  readonly stage: AnnouncedStage;
  /** What the stage opens to tools. */
  readonly access: StageAccess;
  readonly pid: number;
  readonly servers: readonly string[];
  /** A key for every server, where the stack requires credentials. */
  readonly key?: string;
  /** The authorization server, where the stack has one. */
  readonly issuer?: string;
}

/** The state directory, which one running local stack uses exclusively, and only its owner can enter. */
export class StateDirectory {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Locks the directory.
   *
   * @throws LocalStackError when another local stack uses it, or when it belongs to another user
   */
  static async lock(path: string): Promise<StateDirectory> {
    makePrivateDirectory(path);
    const lockFile = join(path, LOCK);
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch {
      const pid = Number(readFileSync(lockFile, 'utf8'));
      // In a container, a killed stack often had the process id that this process has now.
      if (pid === process.pid ? LOCKED.has(path) : isAlive(pid)) {
        throw new LocalStackError(
          `a local stack already runs in ${path}, as process ${pid}. Stop it, or pass another directory with --state. ` +
            `If that process is not a local stack, delete ${lockFile}`,
        );
      }
      writePrivateFile(lockFile, String(process.pid));
    }
    LOCKED.add(path);
    return new StateDirectory(path);
  }

  inside(name: string): string {
    return join(this.path, name);
  }

  announce(state: LocalState): void {
    writePrivateFile(this.inside(ANNOUNCEMENT), `${JSON.stringify(state)}\n`);
  }

  release(): void {
    LOCKED.delete(this.path);
    rmSync(this.inside(ANNOUNCEMENT), { force: true });
    rmSync(this.inside(LOCK), { force: true });
  }
}

/** The directories that this process has locked. */
const LOCKED = new Set<string>();

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
