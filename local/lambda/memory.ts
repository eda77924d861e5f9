import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A function that uses more memory for a shorter time than this goes unnoticed. */
const INTERVAL_MS = 100;
const KB = 1024;

/**
 * Observes the resident memory of a process: V8's heap and everything outside of it, such as buffers.
 *
 * @param onExceeded called once, with the bytes in use, when they exceed the limit
 * @returns ends the observation
 */
export function watchMemory(pid: number, limitBytes: number, onExceeded: (bytes: number) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    const bytes = await residentBytes(pid);
    if (isOver) return;
    if (bytes !== undefined && bytes > limitBytes) onExceeded(bytes);
    else lookLater();
  };
  const lookLater = (): void => {
    timer = setTimeout(() => void look(), INTERVAL_MS);
    timer.unref();
  };
  lookLater();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** @returns `undefined` when the process has exited, or on an operating system without `ps` */
async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const kilobytes =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
        : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout;
    return kilobytes === undefined ? undefined : Number(kilobytes) * KB;
  } catch {
    return undefined;
  }
}
