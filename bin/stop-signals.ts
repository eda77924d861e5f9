const SAME_SIGNAL_MS = 500;

/**
 * Has a process end in order: the first signal aborts, a later one exits at once, and every child exits by itself when this process
 * has exited.
 */
export function catchStopSignals(): AbortSignal {
  const controller = new AbortController();
  let firstSignal = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // One Ctrl-C can arrive twice: from the terminal, and from npm or tsx.
      if (controller.signal.aborted && performance.now() - firstSignal > SAME_SIGNAL_MS) process.exit(1);
      if (!controller.signal.aborted) firstSignal = performance.now();
      controller.abort();
    });
  }
  return controller.signal;
}
