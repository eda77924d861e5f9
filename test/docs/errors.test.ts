import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { readPage } from './support/document.ts';

const page = readPage('errors.md');

interface ErrorClass {
  readonly name: string;
  readonly parent: string;
  /** Its JSON-RPC code, where it has one. */
  readonly code: string | undefined;
}

const CLASS = /^(?:export )?(?:abstract )?class (\w+)(?:<[^>]*>)? extends (\w+)[^{]*\{(.*?)^\}/gms;

function sourcesBelow(folder: string): readonly string[] {
  const directory = join(REPOSITORY_ROOT, folder);
  return readdirSync(directory, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(directory, file), 'utf8'));
}

/** Every class of a folder that extends another one. */
function classesBelow(folder: string): readonly ErrorClass[] {
  return sourcesBelow(folder)
    .flatMap((source) => [...source.matchAll(CLASS)])
    .map(([, name = '', parent = '', body = '']) => ({
      name,
      parent,
      code: /readonly code = (-\d+);/.exec(body)?.[1],
    }));
}

const classes = classesBelow('lambda');

function isError(name: string): boolean {
  return name === 'Error' || classes.some((each) => each.name === name && isError(each.parent));
}

const errors = classes.filter(({ parent }) => isError(parent));

/** The messages of the functions' error lines. */
const logged = sourcesBelow('lambda').flatMap((source) =>
  [...source.matchAll(/\blog\.error\('([^']+)'/g)].map(([, message = '']) => message),
);

/** The row of a table whose first cell names a class. */
function rowOf(name: string): string | undefined {
  return page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
}

describe('docs/errors.md', () => {
  test('finds the error classes of the functions', () => {
    expect(errors.map(({ name }) => name)).toEqual(expect.arrayContaining(['ToolError', 'RpcError', 'InvalidParams']));
  });

  test.each(errors.map(({ name }) => name))('names %s', (name) => {
    expect(page).toContain(`\`${name}\``);
  });

  test.each(errors.flatMap(({ name, code }) => (code === undefined ? [] : [[name, code] as const])))(
    'has a row for %s with its code %s',
    (name, code) => {
      expect(rowOf(name)).toContain(`\`${code}\``);
    },
  );

  test('has a row for every message of an error line, and for no other', () => {
    const [, section = ''] = /^## Log lines\n(.*?)^## /ms.exec(page) ?? [];
    const rows = [...section.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, message = '']) => message);
    expect(rows.filter((row) => row !== 'message').toSorted()).toEqual([...new Set(logged)].sort());
  });

  test('names no class that is gone', () => {
    const known = new Set(
      ['lambda', 'lib', 'local', 'bin', 'client', 'toolkit'].flatMap(classesBelow).map(({ name }) => name),
    );
    const named = [...page.matchAll(/^\| `([A-Z]\w+)` +\|/gm)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
