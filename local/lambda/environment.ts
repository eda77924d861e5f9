import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { NODE } from '../node.ts';
import { watchMemory } from './memory.ts';
import { type Invocation, RuntimeApi } from './runtime-api.ts';
import { FunctionFailed, type FunctionSpec } from './spec.ts';

const RUNTIME = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** Share of the function's memory for V8's heap; buffers and code use the rest. */
const HEAP_SHARE = 0.9;
const SMALLEST_HEAP_MB = 64;

const MB = 1024 * 1024;

/** AWS: "Lambda execution environment", "Init phase". */
const INIT_SECONDS = 10;

/** Events of an execution environment, for its pool. */
interface EnvironmentEvents {
  /** The process requested its next invocation, and none is assigned to it. */
  idle(environment: ExecutionEnvironment): void;
  /** The response is complete; the process is about to request the next invocation. */
  answered(environment: ExecutionEnvironment): void;
  exited(environment: ExecutionEnvironment): void;
  /** The process exited while it was idle, and never received this invocation: another one can handle it. */
  undelivered(invocation: Invocation): void;
  /** The function wrote a line to standard output or standard error. */
  line(text: string): void;
}

/** An execution environment: one process with a Runtime API of its own, for one invocation at a time. */
export class ExecutionEnvironment {
  readonly #spec: FunctionSpec;
  readonly #events: EnvironmentEvents;
  readonly #api: RuntimeApi;
  /** Resolves when the process has exited. */
  readonly exited: Promise<void>;
  #child: ChildProcess | undefined;
  #markExited: () => void = () => undefined;
  #unlimit: () => void = () => undefined;
  #failure: FunctionFailed | undefined;
  #wasIdle = false;
  #isOver = false;

  constructor(spec: FunctionSpec, events: EnvironmentEvents) {
    this.#spec = spec;
    this.#events = events;
    this.exited = new Promise((resolve) => {
      this.#markExited = resolve;
    });
    this.#api = new RuntimeApi(
      {
        nextRequested: () => {
          this.#unlimit();
          this.#wasIdle = true;
          events.idle(this);
        },
        // The timeout applies until the next request of the process: it also ends a handler that responded but does not return.
        started: ({ id }) => this.#limit(this.#spec.timeoutSeconds, `${id} Task`, id),
        answered: () => events.answered(this),
        initFailed: (error) => {
          this.#failure = error;
        },
      },
      spec.runtime === undefined,
    );
  }

  /** Starts the process, which reports `idle` once its code is loaded. */
  async start(): Promise<void> {
    const address = await this.#api.listen();
    if (this.#isOver) return;
    const { codeDirectory, memoryMb, runtime = RUNTIME } = this.#spec;
    const heapMb = Math.max(SMALLEST_HEAP_MB, Math.floor(memoryMb * HEAP_SHARE));
    // Only the local stack makes source maps, and only for toolkit functions.
    const maps = existsSync(join(codeDirectory, 'index.mjs.map')) ? ['--enable-source-maps'] : [];
    const child = spawn(NODE, [`--max-old-space-size=${heapMb}`, ...maps, runtime], {
      cwd: codeDirectory,
      env: { ...processEnvironment(this.#spec, address), SPILLWAY_RUNTIME_KEY: this.#api.key },
      // The local stack's runtime confirms on descriptor 3 that it received an invocation, and reports retries.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C signals only the local stack, which then stops its children.
      detached: true,
    });
    this.#child = child;
    this.#limit(INIT_SECONDS, 'Init', 'init');
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (text) => this.#events.line(text));
    }
    const receipts = child.stdio[3];
    if (!(receipts instanceof Readable)) throw new Error('unreachable: descriptor 3 is a pipe');
    createInterface({ input: receipts.on('error', () => undefined) }).on('line', (line) => this.#receipt(line));
    child.on('error', (error) => this.#end(new FunctionFailed('Runtime.StartError', error.message)));
    child.on('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const end = () =>
        this.#end(this.#failure ?? new FunctionFailed('Runtime.ExitError', `Runtime exited with ${how}`));
      // The last receipt can arrive after the exit.
      if (receipts.closed) end();
      else receipts.once('close', end);
    });
  }

  #receipt(line: string): void {
    const [, retried] = /^retry (.+)$/.exec(line) ?? [];
    if (retried === undefined) this.#api.received(line);
    else this.#api.retried(retried);
  }

  /** Assigns the next invocation to the process, which receives it when it requests one. */
  assign(invocation: Invocation): void {
    this.#api.assign(invocation);
  }

  /** Kills the process and waits for its exit. */
  async stop(): Promise<void> {
    if (this.#child === undefined) this.#end(new FunctionFailed('Runtime.ExitError', 'The local stack stopped'));
    this.#child?.kill('SIGKILL');
    await this.exited;
  }

  /** Limits the time and the memory of the initialization or of an invocation, until the process is idle again. */
  #limit(seconds: number, what: string, id: string): void {
    this.#unlimit();
    const timer = setTimeout(() => {
      const message = `timed out after ${seconds.toFixed(2)} seconds`;
      this.#kill(new FunctionFailed('Sandbox.Timedout', `Task ${message}`), `${what} ${message}`);
    }, seconds * 1000);
    timer.unref();
    const stopWatching = this.#watchMemory(id);
    this.#unlimit = () => {
      clearTimeout(timer);
      stopWatching();
    };
  }

  #watchMemory(id: string): () => void {
    const pid = this.#child?.pid;
    const { memoryMb } = this.#spec;
    if (pid === undefined) return () => undefined;
    return watchMemory(pid, memoryMb * MB, (bytes) => {
      // Lambda's error and the end of its REPORT line when the kernel kills a process that is out of memory.
      const message = `RequestId: ${id} Error: Runtime exited with error: signal: killed`;
      const used = `Memory Size: ${memoryMb} MB Max Memory Used: ${Math.ceil(bytes / MB)} MB`;
      const line = `REPORT RequestId: ${id} ${used} Status: error Error Type: Runtime.OutOfMemory`;
      this.#kill(new FunctionFailed('Runtime.ExitError', message), line);
    });
  }

  #kill(failure: FunctionFailed, line: string): void {
    this.#failure = failure;
    this.#events.line(line);
    this.#child?.kill('SIGKILL');
  }

  #end(error: FunctionFailed): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unlimit();
    const undelivered = this.#api.close(error);
    this.#markExited();
    this.#events.exited(this);
    if (undelivered === undefined) return;
    // A process that was never idle, or that was killed, would fail again.
    if (this.#wasIdle && this.#failure === undefined) this.#events.undelivered(undelivered);
    else undelivered.reject(error);
  }
}

/** AWS: "Defined runtime environment variables"; the environment of the local stack is not passed on. */
function processEnvironment(spec: FunctionSpec, runtimeApi: string): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...spec.environment,
    _HANDLER: spec.handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: spec.codeDirectory,
  };
}
