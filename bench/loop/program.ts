import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Waits for a program longer than any start takes. */
const LIMIT_MS = 300_000;

/** A program of this repository, as npm's scripts start it. */
export class Program {
  readonly #child: ChildProcess;
  #out = '';
  #err = '';
  #printed: () => void = () => undefined;

  /** @param path from the root of the repository */
  constructor(path: string, words: readonly string[]) {
    const program = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    this.#child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#out += chunk;
      this.#printed();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#err += chunk;
    });
    this.#child.once('exit', () => this.#printed());
  }

  /**
   * Waits until the program has printed a text on standard output.
   *
   * @returns everything that it has printed there
   */
  async prints(text: string): Promise<string> {
    const deadline = performance.now() + LIMIT_MS;
    while (!this.#out.includes(text)) {
      if (this.#child.exitCode !== null || performance.now() > deadline) {
        throw new Error(`it did not print ${text}:\n${this.#out}\n${this.#err}`);
      }
      await new Promise<void>((resolve) => {
        this.#printed = resolve;
      });
    }
    return this.#out;
  }

  /** Processor time so far in seconds, without that of its children; `undefined` without Linux's /proc. */
  get processorSeconds(): number | undefined {
    const path = `/proc/${this.#child.pid}/stat`;
    if (!existsSync(path)) return undefined;
    // proc_pid_stat(5): utime and stime are the fields 14 and 15, counted in hundredths of a second.
    const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}
