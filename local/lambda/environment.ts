import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { NODE } from '../node.ts';
import { type Invocation, RuntimeApi } from './runtime-api.ts';
import { FunctionFailed, type FunctionSpec } from './spec.ts';

const RUNTIME = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** Part of the memory that V8's heap may take; the rest is for buffers and code. */
const HEAP_SHARE = 0.9;
const SMALLEST_HEAP_MB = 64;

/** AWS: "Lambda execution environment", "Init phase". */
const INIT_SECONDS = 10;

/** What the pool wants to know of an environment. */
interface EnvironmentEvents {
  /** It asked for its next invocation. */
  idle(environment: ExecutionEnvironment): void;
  /** Its response is through; it will ask for the next one at any moment. */
  answered(environment: ExecutionEnvironment): void;
  exited(environment: ExecutionEnvironment): void;
  /** A line that the function wrote. */
  line(text: string): void;
}

/** One process of a function with its own Runtime API, running one invocation at a time. */
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
      // The time runs until the process asks again: a handler that answered and does not return is cut off too.
      started: ({ id }) => this.#limit(this.#spec.timeoutSeconds, `${id} Task`),
      answered: () => events.answered(this),
      initFailed: (error) => {
        this.#failure = error;
      },
    });
  }

  /** Starts the process; it reports `idle` when its code is loaded. */
  async start(): Promise<void> {
    const address = await this.#api.listen();
    if (this.#isOver) return;
    const { codeDirectory, memoryMb } = this.#spec;
    const heapMb = Math.max(SMALLEST_HEAP_MB, Math.floor(memoryMb * HEAP_SHARE));
    const child = spawn(NODE, [`--max-old-space-size=${heapMb}`, RUNTIME], {
      cwd: codeDirectory,
      env: processEnvironment(this.#spec, address),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C reaches the local stack alone, which then ends its children.
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

  /** Gives the process its next invocation, at once or when it asks. */
  assign(invocation: Invocation): void {
    this.#api.assign(invocation);
  }

  /** Ends the process and waits until it is gone. */
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

/** AWS: "Defined runtime environment variables"; nothing of the local stack's own environment gets in. */
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
