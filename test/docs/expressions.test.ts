import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { readPage } from './support/document.ts';

const LAMBDA = join(REPOSITORY_ROOT, 'lambda');

/** The module that holds the limits of expressions, wherever it lies. */
const limits = readdirSync(LAMBDA, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('limits.ts'))
  .map((file) => readFileSync(join(LAMBDA, file), 'utf8'))
  .find((source) => source.includes('ENGINE_LIMITS'));

const page = readPage('targets/README.md').replaceAll(/\s+/g, ' ');

test.each([
  [/source has at most ([\d,]+) characters/, /SOURCE_CHARS = ([\d_]+);/],
  [/At most ([\d,]+) evaluations are open/, /stack: ([\d_]+),/],
  [/range has at most ([\d,]+) items/, /sequence: ([\d_]+),/],
  [/a sequence at most ([\d,]+),/, /SEQUENCE_ITEMS = ([\d_]+);/],
  [/nests at most ([\d,]+) levels/, /VALUE_DEPTH = ([\d_]+);/],
])('docs/targets/README.md states the limit that expressions have: %s', (stated, actual) => {
  const [, onPage = ''] = stated.exec(page) ?? [];
  const [, inCode = ''] = actual.exec(limits ?? '') ?? [];

  expect(Number(onPage.replaceAll(',', ''))).toBe(Number(inCode.replaceAll('_', '')));
  expect(Number(inCode.replaceAll('_', ''))).toBeGreaterThan(0);
});
