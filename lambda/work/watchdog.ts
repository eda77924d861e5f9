import type { Script } from 'node:vm';

/** The script reaches our function through a global of the main context, as a script with a timeout takes no arguments. */
const SLOT = 'Symbol.for("spillway.interruptible")';

interface Watchdog {
  readonly put: (work: (() => void) | undefined) => void;
  readonly script: Script;
}

let watchdog: Watchdog | undefined;

function watchdogOf(): Watchdog {
  if (watchdog !== undefined) return watchdog;
  // No import: the module would load with every cold start, and almost no request needs it.
  const vm = process.getBuiltinModule('node:vm');
  watchdog = {
    put: new vm.Script(`(work) => { globalThis[${SLOT}] = work; }`).runInThisContext(),
    script: new vm.Script(`globalThis[${SLOT}]()`),
  };
  return watchdog;
}

/**
 * Runs synchronous work on this thread and interrupts it, regular expressions included, when it takes too long. No `finally` of
 * interrupted work runs.
 *
 * @param timeoutMs milliseconds of elapsed time, 1 or more
 * @returns what the work returned; `undefined` when it was interrupted
 */
export function runInterruptibly<T>(work: () => T, timeoutMs: number): { readonly value: T } | undefined {
  const { put, script } = watchdogOf();
  const result: { value?: T } = {};
  put(() => {
    result.value = work();
  });
  try {
    script.runInThisContext({ timeout: timeoutMs });
    return result as { readonly value: T };
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    put(undefined);
  }
}
