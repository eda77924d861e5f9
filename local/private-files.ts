import { appendFileSync, chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { LocalStackError } from './errors.ts';

/**
 * Creates a directory that only its owner can enter, or makes an existing one so.
 *
 * @throws LocalStackError when it belongs to another user
 */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    throw new LocalStackError(
      `${path} cannot be made private to you (${String((error as NodeJS.ErrnoException).code)}). Pass another directory with --state`,
    );
  }
}

/** Writes a file that only its owner can read, at once: a reader finds the old content or the new one. */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.new`;
  // An existing file would keep its mode.
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

/** Appends values to a file that only its owner can read, one JSON object a line. */
export function appendLines(file: string): (values: readonly object[]) => void {
  return (values) => {
    appendFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''), { mode: 0o600 });
  };
}
