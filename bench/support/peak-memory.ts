import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Begins to watch the process's peak of resident memory. Linux forgets the peak on demand; elsewhere only the highest of all is known.
 *
 * @returns what to call afterwards: bytes that the peak lay above what was resident at the beginning
 */
export function watchPeakMemory(): () => number {
  const before = forgetPeak() ? process.memoryUsage.rss() : peak();
  return () => Math.max(0, peak() - before);
}

function forgetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function peak(): number {
  try {
    const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1_024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1_024;
}
