import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that lasts for one test file. */
export interface TemporaryDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes an empty directory outside the project. */
export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'spillway-e2e-'));
  // A browser's helper processes may write for a moment after it has ended.
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10 }) };
}

/**
 * Copies the YAML documents of a directory into another, with some texts replaced: a test's ports, typically.
 *
 * @param replacements what stands in the documents, and what shall stand there instead
 */
export async function copyDocuments(
  from: string,
  to: string,
  replacements: Readonly<Record<string, string>> = {},
): Promise<void> {
  const names = (await readdir(from)).filter((name) => name.endsWith('.yaml'));
  for (const name of names) {
    const text = await readFile(join(from, name), 'utf8');
    await writeFile(join(to, name), replaceAll(text, replacements));
  }
}

function replaceAll(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [old, fresh]) => result.replaceAll(old, fresh), text);
}
