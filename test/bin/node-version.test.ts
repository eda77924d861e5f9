import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const packageJson = JSON.parse(read('package.json'));
const neededMajor = Number.parseInt(packageJson.devDependencies.node, 10);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-node-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs a program on this Node.js, which claims to be version 20. */
function runOnNode20(...words: string[]) {
  const claim = join(directory, 'claim.cjs');
  writeFileSync(
    claim,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });",
  );
  return spawnSync(process.execPath, ['--require', claim, ...words], { cwd: ROOT, encoding: 'utf8' });
}

test.each([
  ['the installed command, and npm run spillway', ['bin/spillway.cjs', '--help']],
  ['npm start', ['bin/spillway-local.cjs', '--help']],
])('%s reports a Node.js that is too old in one line, with both versions', (_, words) => {
  const { status, stdout, stderr } = runOnNode20(...words);

  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`^Spillway needs Node\\.js ${neededMajor} or newer; this is Node\\.js 20\\.19\\.0 .*\\n$`),
  );
});

test('every TypeScript entry checks the version before it imports anything else', () => {
  const entries = readdirSync(join(ROOT, 'bin')).filter((name) => /^spillway.*\.ts$/.test(name));

  expect(entries).toHaveLength(5);
  for (const entry of entries) expect(read(`bin/${entry}`)).toMatch(/^import '\.\/node-version\.cjs';\n/);
});

test.each(['bin/spillway.cjs', 'bin/spillway-local.cjs', 'bin/node-version.cjs'])('Node.js 12 can parse %s', (path) => {
  const code = (target: string) => transformSync(read(path), { target, minify: true }).code;

  // What a target lacks, esbuild rewrites: the same output means that nothing was missing.
  expect(code('node12')).toBe(code('esnext'));
});

test('a linked package runs from any directory', () => {
  const [program, path] = Object.entries<string>(packageJson.bin)[0] ?? ['', ''];
  mkdirSync(join(directory, 'bin'));
  symlinkSync(join(ROOT, path), join(directory, 'bin', program));

  const { status, stdout } = spawnSync(process.execPath, [join(directory, 'bin', 'spillway'), '--version'], {
    cwd: directory,
    encoding: 'utf8',
  });

  expect({ status, stdout }).toEqual({ status: 0, stdout: `${packageJson.version}\n` });
});
