import { randomUUID } from 'node:crypto';
import { ExecutionEnvironment } from './environment.ts';
import type { Invocation } from './runtime-api.ts';
import {
  CallerGone,
  FunctionFailed,
  type FunctionResponse,
  type FunctionSpec,
  type Invocable,
  type InvokeOptions,
  Throttled,
} from './spec.ts';

/** How long an invocation waits for a process that has just responded, before another process starts. */
const GRACE_MS = 20;
/**
 * How long an invocation waits at the concurrency limit, where no other process can start. Lambda does not wait, but its
 * limits are far higher than those of one machine.
 */
const FULL_GRACE_MS = 1000;

/** An invocation that waits for a process to request it. */
interface Waiter {
  readonly invocation: Invocation;
  /** Stops its timer, and no longer observes whether its caller disconnects. */
  release(): void;
}

/**
 * A function with its execution environments: one for each concurrent invocation, up to the function's concurrency. The most
 * recently used one is reused first.
 *
 * AWS: "Understanding Lambda function scaling".
 */
export class FunctionPool implements Invocable {
  readonly label: string;
  readonly arn: string;
  #spec: FunctionSpec;
  readonly #line: (text: string) => void;
  readonly #all = new Set<ExecutionEnvironment>();
  /** Environments without an invocation, the most recently used last. */
  readonly #idle: ExecutionEnvironment[] = [];
  /** Environments that have responded and are about to request the next invocation. */
  readonly #answered = new Set<ExecutionEnvironment>();
  /** Environments with code that was replaced, which run their last invocation. */
  readonly #retired = new Set<ExecutionEnvironment>();
  readonly #waiters: Waiter[] = [];
  #stopped = false;

  /** @param line receives each line that the function writes */
  constructor(spec: FunctionSpec, line: (text: string) => void) {
    this.label = spec.label;
    this.arn = spec.arn;
    this.#spec = spec;
    this.#line = line;
  }

  invoke(event: string, invokedArn: string, options: InvokeOptions = {}): Promise<FunctionResponse> {
    const { requestId: id = randomUUID(), disconnected } = options;
    return new Promise((respond, reject) => {
      const timeoutMs = this.#spec.timeoutSeconds * 1000;
      this.#place({ id, event, invokedArn, timeoutMs, respond, reject }, disconnected);
    });
  }

  /** Stops every process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { release, invocation } of this.#waiters.splice(0)) {
      release();
      this.#placeInNew(invocation);
    }
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  /**
   * Runs later invocations with other code. Those that run keep theirs to the end.
   *
   * @returns once no process has the code before
   */
  async useCode(codeDirectory: string): Promise<void> {
    this.#spec = { ...this.#spec, codeDirectory };
    const idle = this.#idle.splice(0);
    const old = [...this.#all];
    for (const environment of old) this.#retired.add(environment);
    for (const environment of idle) void environment.stop();
    await Promise.all(old.map((environment) => environment.exited));
  }

  #place(invocation: Invocation, disconnected?: AbortSignal): void {
    const idle = this.#idle.pop();
    if (idle !== undefined) idle.assign(invocation);
    else if (this.#isFull && !this.#stopped) this.#wait(invocation, FULL_GRACE_MS, disconnected);
    else if (this.#answered.size > this.#waiters.length) this.#wait(invocation, GRACE_MS, disconnected);
    else this.#placeInNew(invocation);
  }

  get #isFull(): boolean {
    return this.#all.size >= this.#spec.concurrency;
  }

  #wait(invocation: Invocation, graceMs: number, disconnected: AbortSignal | undefined): void {
    const leave = (): void => {
      waiter.release();
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
    };
    const timer = setTimeout(() => {
      leave();
      // Other calls may have started the last process meanwhile.
      const mayWait = graceMs < FULL_GRACE_MS && this.#isFull && !this.#stopped;
      if (mayWait) this.#wait(invocation, FULL_GRACE_MS, disconnected);
      else this.#placeInNew(invocation);
    }, graceMs);
    const withdraw = (): void => {
      leave();
      invocation.reject(new CallerGone('the client disconnected while the call waited for a process'));
    };
    const waiter = {
      invocation,
      release: () => {
        clearTimeout(timer);
        disconnected?.removeEventListener('abort', withdraw);
      },
    };
    this.#waiters.push(waiter);
    if (disconnected?.aborted) withdraw();
    else disconnected?.addEventListener('abort', withdraw);
  }

  #placeInNew(invocation: Invocation): void {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      invocation.reject(refusal);
      return;
    }
    const environment = new ExecutionEnvironment(this.#spec, {
      idle: (self) => this.#becameIdle(self),
      answered: (self) => this.#answered.add(self),
      exited: (self) => this.#remove(self),
      undelivered: (again) => this.#place(again),
      line: this.#line,
    });
    this.#all.add(environment);
    environment.assign(invocation);
    environment.start().catch((error: unknown) => {
      invocation.reject(new FunctionFailed('Runtime.StartError', String(error)));
      this.#remove(environment);
    });
  }

  #refusal(): FunctionFailed | Throttled | undefined {
    if (this.#stopped) return new FunctionFailed('Runtime.ExitError', 'The local stack stopped');
    const { concurrency, isReserved } = this.#spec;
    return this.#isFull ? new Throttled(concurrency, isReserved, FULL_GRACE_MS) : undefined;
  }

  #becameIdle(environment: ExecutionEnvironment): void {
    this.#answered.delete(environment);
    if (this.#retired.has(environment)) {
      void environment.stop();
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#idle.push(environment);
      return;
    }
    waiter.release();
    environment.assign(waiter.invocation);
  }

  #remove(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
    this.#retired.delete(environment);
    this.#answered.delete(environment);
    const position = this.#idle.indexOf(environment);
    if (position >= 0) this.#idle.splice(position, 1);
    // Its place is free for a new process.
    const waiter = this.#waiters.shift();
    if (waiter === undefined) return;
    waiter.release();
    this.#placeInNew(waiter.invocation);
  }
}
