import { randomUUID } from 'node:crypto';
import { ExecutionEnvironment } from './environment.ts';
import type { Invocation } from './runtime-api.ts';
import { FunctionFailed, type FunctionResponse, type FunctionSpec, type Invocable, Throttled } from './spec.ts';

/** How long an invocation waits for a process that has just responded, before another process starts. */
const GRACE_MS = 20;
/** The same at the concurrency limit, where no other process can start. */
const FULL_GRACE_MS = 250;

/** An invocation that waits for a process to request it. */
interface Waiter {
  readonly invocation: Invocation;
  readonly timer: NodeJS.Timeout;
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
  readonly #spec: FunctionSpec;
  readonly #line: (text: string) => void;
  readonly #all = new Set<ExecutionEnvironment>();
  /** Environments without an invocation, the most recently used last. */
  readonly #idle: ExecutionEnvironment[] = [];
  /** Environments that have responded and are about to request the next invocation. */
  readonly #answered = new Set<ExecutionEnvironment>();
  readonly #waiters: Waiter[] = [];
  #stopped = false;

  /** @param line receives each line that the function writes */
  constructor(spec: FunctionSpec, line: (text: string) => void) {
    this.label = spec.label;
    this.arn = spec.arn;
    this.#spec = spec;
    this.#line = line;
  }

  invoke(event: string, invokedArn: string, requestId: string = randomUUID()): Promise<FunctionResponse> {
    return new Promise((respond, reject) => {
      const timeoutMs = this.#spec.timeoutSeconds * 1000;
      this.#place({ id: requestId, event, invokedArn, timeoutMs, respond, reject });
    });
  }

  /** Stops every process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  #place(invocation: Invocation): void {
    const idle = this.#idle.pop();
    if (idle !== undefined) idle.assign(invocation);
    else if (this.#answered.size > this.#waiters.length) this.#waitForAnswered(invocation);
    else this.#placeInNew(invocation);
  }

  #waitForAnswered(invocation: Invocation): void {
    const graceMs = this.#all.size >= this.#spec.concurrency ? FULL_GRACE_MS : GRACE_MS;
    const timer = setTimeout(() => {
      const position = this.#waiters.findIndex((waiter) => waiter.timer === timer);
      this.#waiters.splice(position, 1);
      this.#placeInNew(invocation);
    }, graceMs);
    this.#waiters.push({ invocation, timer });
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
    const running = this.#all.size;
    return running < this.#spec.concurrency ? undefined : new Throttled(`all ${running} processes are busy`);
  }

  #becameIdle(environment: ExecutionEnvironment): void {
    this.#answered.delete(environment);
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#idle.push(environment);
      return;
    }
    clearTimeout(waiter.timer);
    environment.assign(waiter.invocation);
  }

  #remove(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
    this.#answered.delete(environment);
    const position = this.#idle.indexOf(environment);
    if (position >= 0) this.#idle.splice(position, 1);
  }
}
