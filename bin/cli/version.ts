import { readFileSync } from 'node:fs';

/** @returns the version in package.json */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(version);
}
