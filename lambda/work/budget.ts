import { runInterruptibly } from './watchdog.ts';

/**
 * Milliseconds of this thread's processor time that all checks and expressions of one request may use together. The promise is
 * one second; the rest is for what ends late: a step that nothing interrupts, and the collection of its garbage.
 */
export const WORK_MS = 500;
/**
 * Bytes that the heap, and the buffers outside it, may grow by while one check or expression runs. The promise is 128 MB of memory:
 * the rest is for what one step allocates before the next look, and for what the collector copies.
 */
const WORK_BYTES = 64_000_000;

/** Units between two looks at the processor's clock; a unit is a step of some 20 to 100 ns. */
const CLOCK_UNITS = 4_096;
/** Milliseconds of processor time between two looks at memory, which take some 20 us each; `node:v8` would be quicker, but takes 5 ms to load. */
const HEAP_MS = 4;

/** What was used up. */
type Exhausted = 'time' | 'memory' | 'deadline';

const REASONS: Readonly<Record<Exhausted, string>> = {
  time: 'it takes more processor time than the checks and expressions of one request may use together (1 s)',
  memory: 'it takes more memory than the checks and expressions of one request may use (128 MB)',
  deadline: "it does not end within the call's time",
};

/** A check or an expression costs more than a request may spend. The message is a clause that begins with `it`, and shows no value. */
export class WorkExceeded extends Error {
  override readonly name = 'WorkExceeded';
  readonly what: Exhausted;

  constructor(what: Exhausted, message: string = REASONS[what]) {
    super(message);
    this.what = what;
  }
}

/** What one expression gave, or why it failed. */
export interface Evaluation {
  /** The key that has the expression: `query.labels`. */
  readonly where: string;
  /** The expression without its `{% %}`. */
  readonly source: string;
  readonly value?: unknown;
  /** What it threw. */
  readonly error?: unknown;
  /** The `$response` that it could use. */
  readonly response?: unknown;
}

/**
 * What the checks and expressions of one request may still cost, all of them together. Expressions take turns, so that the memory of
 * two never adds up and each is measured alone.
 */
export class WorkBudget {
  /** Receives what each expression gave, for authors who look at one call; `undefined` in functions. */
  observe: ((evaluation: Evaluation) => void) | undefined;
  #leftMs = WORK_MS;
  #deadline = Number.POSITIVE_INFINITY;
  #now: () => number = Date.now;
  #lastTurn: Promise<unknown> | undefined;
  #parsed: object[] = [];

  /** Sets when work must have ended. @param deadline in terms of `now`, milliseconds */
  endBy(deadline: number, now: () => number): void {
    this.#deadline = deadline;
    this.#now = now;
  }

  /** Milliseconds of processor time that are left. */
  get leftMs(): number {
    return this.#leftMs;
  }

  /**
   * Begins a piece of work; its `end` charges it.
   *
   * @param own milliseconds of processor time that this piece may use at most, and the reason to give when it uses them up
   * @throws WorkExceeded when nothing is left
   */
  begin(own?: { readonly maxMs: number; readonly reason: string }): Meter {
    if (this.#leftMs <= 0) throw new WorkExceeded('time');
    const isOwn = own !== undefined && own.maxMs < this.#leftMs;
    return new Meter({
      maxMs: isOwn ? own.maxMs : this.#leftMs,
      timeReason: isOwn ? own.reason : REASONS.time,
      assertTime: () => {
        if (this.#now() > this.#deadline) throw new WorkExceeded('deadline');
      },
      wallMs: () => Math.min(this.#deadline - this.#now(), 2 ** 30),
      charge: (ms) => {
        this.#leftMs -= ms;
      },
      keep: (holder) => {
        this.#parsed.push(holder);
      },
    });
  }

  /** Returns what expressions have parsed since the last time, if it holds numbers that a double rounds. */
  takeParsed(): readonly object[] {
    const parsed = this.#parsed;
    if (parsed.length > 0) this.#parsed = [];
    return parsed;
  }

  /** Does work after all earlier work of this kind has ended. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#lastTurn;
    const mine = before === undefined ? work() : before.then(work, work);
    this.#lastTurn = mine;
    const done = () => {
      if (this.#lastTurn === mine) this.#lastTurn = undefined;
    };
    mine.then(done, done);
    return mine;
  }
}

interface Terms {
  readonly maxMs: number;
  readonly timeReason: string;
  readonly assertTime: () => void;
  readonly wallMs: () => number;
  readonly charge: (ms: number) => void;
  readonly keep: (holder: object) => void;
}

/** Measures one piece of work while it runs. */
export class Meter {
  readonly #terms: Terms;
  readonly #startMs = processorMs();
  #units = CLOCK_UNITS;
  #steps = 0;
  #heap: number | undefined;
  #nextHeapMs = HEAP_MS;
  #hasEnded = false;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** Units of work done so far: the same for the same work on any machine. */
  get steps(): number {
    return this.#steps + CLOCK_UNITS - this.#units;
  }

  /** Processor time used so far, in milliseconds. */
  get usedMs(): number {
    return processorMs() - this.#startMs;
  }

  /**
   * Counts work.
   *
   * @param units steps of some 20 to 100 ns
   * @throws WorkExceeded when the work costs too much
   */
  spend(units = 1): void {
    this.#units -= units;
    if (this.#units > 0) return;
    this.#steps += CLOCK_UNITS - this.#units;
    this.#units = CLOCK_UNITS;
    this.check();
  }

  /** Looks at the clocks and the memory. @throws WorkExceeded when the work costs too much */
  check(): void {
    const used = this.usedMs;
    if (this.#hasEnded || used > this.#terms.maxMs) throw this.#outOfTime();
    this.#terms.assertTime();
    if (used < this.#nextHeapMs) return;
    this.#nextHeapMs = used + HEAP_MS;
    const { heapUsed, external } = process.memoryUsage();
    const heap = heapUsed + external;
    // A collection on the way only lowers it.
    this.#heap = Math.min(heap, this.#heap ?? heap);
    if (heap - this.#heap > WORK_BYTES) throw new WorkExceeded('memory');
  }

  /**
   * Does synchronous work that looks at no clock itself, and interrupts it when it costs too much. What it was changing is then in
   * an unknown state: throw it away. Costs some 170 us.
   *
   * @throws WorkExceeded
   */
  interruptible<T>(work: () => T): T {
    const left = () => this.#terms.maxMs - this.usedMs;
    // The watchdog counts elapsed time, of which a busy machine gives us only a share: the next try allows for that.
    let share = 1;
    for (;;) {
      const started = { used: this.usedMs, at: performance.now() };
      const leftMs = left();
      const wallMs = this.#terms.wallMs();
      if (leftMs < 1) throw this.#outOfTime();
      if (wallMs < 1) throw new WorkExceeded('deadline');
      const run = runInterruptibly(work, Math.ceil(Math.min(leftMs / share, wallMs)));
      if (run !== undefined) return run.value;
      const used = this.usedMs - started.used;
      if (used > leftMs / 2) throw this.#outOfTime();
      share = Math.max(0.05, used / (performance.now() - started.at));
    }
  }

  /** Keeps what an expression has parsed until its result is built. @param holder an object that leads to rounded numbers */
  keep(holder: object): void {
    this.#terms.keep(holder);
  }

  /** Charges the work to its budget. What still runs after it, beside something that failed, is ended too. */
  end(): void {
    this.#hasEnded = true;
    this.#terms.charge(this.usedMs);
  }

  #outOfTime(): WorkExceeded {
    return new WorkExceeded('time', this.#terms.timeReason);
  }
}

/** Node.js below 22.19 knows the process only. */
const usage: () => NodeJS.CpuUsage =
  typeof process.threadCpuUsage === 'function' ? () => process.threadCpuUsage() : () => process.cpuUsage();

function processorMs(): number {
  const { user, system } = usage();
  return (user + system) / 1_000;
}
