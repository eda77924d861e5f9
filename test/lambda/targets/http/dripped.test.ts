import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('dripped.ts', import.meta.url));

test('a body of single bytes takes no more memory than its bytes and some', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=64', script]);
  expect(stdout).toBe('1000000');
}, 60_000);
