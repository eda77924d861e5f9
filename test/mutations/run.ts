/** `npm run mutations -- AREA [PATH...]`: removes each single check of an area's files, and reports those that no test misses. */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { AREAS, type Area } from './areas.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

/** A removed check may lead to an endless loop, which a test notices by not ending. */
const TIMEOUT_MS = 120_000;
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

const [name = '', ...paths] = process.argv.slice(2);
const area = AREAS[name];
if (area === undefined) {
  console.error(`Usage: npm run mutations -- AREA [PATH...]; areas: ${Object.keys(AREAS).join(', ')}`);
  process.exit(2);
}

const files = area.files
  .flatMap((pattern) => globSync(pattern))
  .filter((file) => paths.length === 0 || paths.some((path) => file.startsWith(path)))
  .sort();
const mutants = files.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
console.log(`${mutants.length} checks in ${files.length} files`);
for (const tests of new Set(files.map((file) => nearTests(file, area)))) {
  if (await isNoticed(undefined, tests)) fail(`The tests fail with every check in place: ${tests.join(' ')}`);
}

const survivors = await findSurvivors(mutants, area);
const unused = area.exceptions
  .filter(({ file }) => files.includes(file))
  .filter((exception) => !survivors.some((mutant) => isSame(mutant, exception)));
const unexplained = survivors.filter((mutant) => !isException(mutant, area));
for (const { file, original } of unused) console.log(`${file}: not an exception any more: ${original}`);
console.log(
  `${mutants.length - survivors.length} noticed, ${survivors.length - unexplained.length} exceptions, ${unexplained.length} survivors`,
);
process.exitCode = unexplained.length + unused.length > 0 ? 1 : 0;

function describe({ file, line, original, replacement }: Mutant): string {
  return `${file}:${line}: no test misses ${original.replace(/\s+/g, ' ')} (${replacement} in its place)`;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

async function findSurvivors(all: readonly Mutant[], from: Area): Promise<readonly Mutant[]> {
  const waiting = [...all];
  const survivors: Mutant[] = [];
  const work = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const near = nearTests(mutant.file, from);
      if ((await isNoticed(mutant, near)) || (await isNoticed(mutant, from.all))) continue;
      survivors.push(mutant);
      if (!isException(mutant, from)) console.log(describe(mutant));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return survivors.sort((a, b) => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1));
}

function nearTests(file: string, { near, all }: Area): readonly string[] {
  return near.find(([start]) => file.startsWith(start))?.[1] ?? all;
}

/** Whether a test fails. */
function isNoticed(mutant: Mutant | undefined, tests: readonly string[]): Promise<boolean> {
  const env = { ...process.env, ...(mutant !== undefined && { SPILLWAY_MUTANT: JSON.stringify(mutant) }) };
  const args = [...JEST, '--config', 'jest.mutations.mjs', '--runInBand', '--silent', ...tests];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code !== 0);
    });
  });
}

function isException(mutant: Mutant, { exceptions }: Area): boolean {
  return exceptions.some((exception) => isSame(mutant, exception));
}

function isSame(mutant: Mutant, exception: Pick<Mutant, 'file' | 'original' | 'replacement'>): boolean {
  return (['file', 'original', 'replacement'] as const).every((member) => mutant[member] === exception[member]);
}
