import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { NODE } from '../node.ts';
import { type Invocation, RuntimeApi } from './runtime-api.ts';
import { FunctionFailed, type FunctionSpec } from './spec.ts';

const RUNTIME = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** Share of the function's memory for V8's heap; buffers and code use the rest. */
const HEAP_SHARE = 0.9;
const SMALLEST_HEAP_MB = 64;

/** AWS: "Lambda execution environment", "Init phase". */
const INIT_SECONDS = 10;

/** Events of an execution environment, for its pool. */
interface EnvironmentEvents {
  /** The process requested its next invocation, and none is assigned to it. */
  idle(environment: ExecutionEnvironment): void;
  /** The response is complete; the process is about to request the next invocation. */
  answered(environment: ExecutionEnvironment): void;
  exited(environment: ExecutionEnvironment): void;
  /** The function wrote a line to standard output or standard error. */
  line(text: string): void;
}

/** An execution environment: one process with a Runtime API of its own, for one invocation at a time. */
export class ExecutionEnvironment {
  readonly #spec: FunctionSpec;
  readonly #events: EnvironmentEvents;
  readonly #api: RuntimeApi;
  readonly #exited: Promise<void>;
  #child: ChildProcess | undefined;
  #markExited: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #failure: FunctionFailed | undefined;
  #isOver = false;

  constructor(spec: FunctionSpec, events: EnvironmentEvents) {
    this.#spec = spec;
    this.#events = events;
    this.#exited = new Promise((resolve) => {
      this.#markExited = resolve;
    });
    this.#api = new RuntimeApi({
      nextRequested: () => {
        clearTimeout(this.#timer);
        events.idle(this);
      },
      // The timeout applies until the next request of the process: it also ends a handler that responded but does not return.
      started: ({ id }) => this.#limit(this.#spec.timeoutSeconds, `${id} Task`),
      answered: () => events.answered(this),
      initFailed: (error) => {
        this.#failure = error;
      },
    });
  }

  /** Starts the process, which reports `idle` once its code is loaded. */
  async start(): Promise<void> {
    const address = await this.#api.listen();
    if (this.#isOver) return;
    const { codeDirectory, memoryMb } = this.#spec;
    const heapMb = Math.max(SMALLEST_HEAP_MB, Math.floor(memoryMb * HEAP_SHARE));
    const child = spawn(NODE, [`--max-old-space-size=${heapMb}`, RUNTIME], {
      cwd: codeDirectory,
      env: processEnvironment(this.#spec, address),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C signals only the local stack, which then stops its children.
      detached: true,
    });
    this.#child = child;
    this.#limit(INIT_SECONDS, 'Init');
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on('line', (text) => this.#events.line(text));
    }
    child.on('error', (error) => this.#end(new FunctionFailed('Runtime.StartError', error.message)));
    child.on('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.#end(this.#failure ?? new FunctionFailed('Runtime.ExitError', `Runtime exited with ${how}`));
    });
  }

  /** Assigns the next invocation to the process, which receives it when it requests one. */
  assign(invocation: Invocation): void {
    this.#api.assign(invocation);
  }

  /** Kills the process and waits for its exit. */
  async stop(): Promise<void> {
    if (this.#child === undefined) this.#end(new FunctionFailed('Runtime.ExitError', 'The local stack stopped'));
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  #limit(seconds: number, what: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const message = `timed out after ${seconds.toFixed(2)} seconds`;
      this.#failure = new FunctionFailed('Sandbox.Timedout', `Task ${message}`);
      this.#events.line(`${what} ${message}`);
      this.#child?.kill('SIGKILL');
    }, seconds * 1000);
    this.#timer.unref();
  }

  #end(error: FunctionFailed): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#api.close(error);
    this.#markExited();
    this.#events.exited(this);
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
