import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { createInterface } from 'node:readline';
import { LocalStackError } from '../errors.ts';
import { NODE } from '../node.ts';
import { isFree } from './moved-ports.ts';
import type { ServiceSpec } from './spec.ts';

/** Ends the service if the local stack exits without stopping it. */
const EXIT_WITH_PARENT = new URL('./exit-with-parent.mjs', import.meta.url).href;

const READY_TIMEOUT_MS = 20_000;
const POLL_MS = 25;
const MAX_RESTARTS = 5;
const RESTART_PAUSE_MS = 250;
/** Time between SIGTERM and SIGKILL. */
const STOP_TIMEOUT_MS = 2_000;

/** A running service, restarted a limited number of times when it crashes. */
export class Service {
  readonly #spec: ServiceSpec;
  readonly #line: (text: string) => void;
  readonly #signal: AbortSignal | undefined;
  #child: ChildProcess | undefined;
  #restarts = 0;
  #isStopped = false;
  #lastExit = '';

  private constructor(spec: ServiceSpec, line: (text: string) => void, signal: AbortSignal | undefined) {
    this.#spec = spec;
    this.#line = line;
    this.#signal = signal;
  }

  /**
   * Starts a service and waits until it is ready.
   *
   * @param line receives each line that it writes
   * @param signal ends this wait and later ones, and the service
   * @throws LocalStackError when its port is in use, or when it is not ready in time
   */
  static async start(spec: ServiceSpec, line: (text: string) => void, signal?: AbortSignal): Promise<Service> {
    if (!(await isFree(spec.port))) {
      throw new LocalStackError(
        `${spec.file}: service ${spec.name}: port ${spec.port} is in use. Stop the process that uses it, or change the port in that file`,
      );
    }
    const service = new Service(spec, line, signal);
    service.#spawn();
    try {
      await service.#untilReady();
    } catch (error) {
      await service.stop();
      throw error;
    }
    return service;
  }

  /**
   * Ends the program, and runs it anew.
   *
   * @throws LocalStackError when it is not ready in time; it is restarted as after a crash
   */
  async restart(): Promise<void> {
    await this.#end();
    if (this.#isStopped) return;
    this.#restarts = 0;
    this.#lastExit = '';
    this.#spawn();
    await this.#untilReady();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }

  #spawn(): void {
    const { program, directory, port } = this.#spec;
    const child = spawn(NODE, ['--import', EXIT_WITH_PARENT, program], {
      cwd: directory,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C signals only the local stack, which then stops its children.
      detached: true,
    });
    this.#child = child;
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (text) => this.#line(text));
    }
    child.once('exit', (code, signal) => {
      if (this.#child === child) this.#crashed(child, signal ?? `exit code ${code}`);
    });
  }

  #crashed(child: ChildProcess, how: string): void {
    this.#lastExit = how;
    if (this.#restarts >= MAX_RESTARTS) {
      this.#line(`exited (${how}) after ${MAX_RESTARTS} restarts and is not started again`);
      return;
    }
    this.#restarts += 1;
    this.#line(`exited (${how}); restarting`);
    setTimeout(() => {
      if (this.#child === child) this.#spawn();
    }, RESTART_PAUSE_MS).unref();
  }

  async #untilReady(): Promise<void> {
    const { file, name, port, ready } = this.#spec;
    const url = `http://127.0.0.1:${port}${ready}`;
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      this.#signal?.throwIfAborted();
      if (this.#isStopped) return;
      if (this.#lastExit !== '') {
        throw new LocalStackError(`${file}: service ${name} exited (${this.#lastExit}) before it was ready`);
      }
      const isReady = await respondsWith2xx(url);
      if (isReady) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new LocalStackError(
      `${file}: service ${name} did not respond with 2xx at ${url} within ${READY_TIMEOUT_MS / 1000} s`,
    );
  }
}

/** Without `fetch`: loading it takes longer than most services need to start. */
function respondsWith2xx(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 1_000 }, (response) => {
      const { statusCode = 0 } = response;
      response.resume().once('close', () => resolve(statusCode >= 200 && statusCode < 300));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
