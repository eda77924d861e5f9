import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary directory for one test file; `remove` it afterwards. */
export interface Scratch {
  readonly path: string;
  inside(name: string): string;
  /** @returns the file's path */
  write(name: string, content: string): string;
  remove(): void;
}

export function scratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'spillway-local-'));
  return {
    path,
    inside: (name) => join(path, name),
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
