import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REQUESTS = 20_000;
/** Two thirds of it are fast-check's tables of Unicode and the catalogue under attack. */
const HEAP_MB = 192;
const GROWTH_BYTES = 6_000_000;

const SOAK = fileURLToPath(new URL('support/soak.ts', import.meta.url));

test(`a small heap serves ${REQUESTS} hostile requests, and is no larger afterwards`, async () => {
  const flags = ['--expose-gc', `--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, SOAK, String(REQUESTS)], {
    maxBuffer: 64_000_000,
  });
  const { before, after, unhandled } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(unhandled).toBe(0);
  expect(after - before).toBeLessThan(GROWTH_BYTES);
}, 300_000);
