import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** An import or a re-export of names from a file, as Biome formats it: on one line, or one name a line. */
const STATEMENT = /^(import|export) (type )?\{([^}]*)\} from '(\.[^']*)';/gm;
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** Where a name that a face exports is declared. */
interface Declared {
  readonly file: string;
  readonly name: string;
}

/** A face's names; `undefined` for a file that is not one. */
type Face = ReadonlyMap<string, Declared> | undefined;

/**
 * Imports names from the files that declare them, rather than through the faces of folders (`index.ts`). esbuild loads a file with
 * everything that it imports, whether or not a name of it is used: without this, one name of a folder would load the whole folder at
 * a cold start. docs/decisions/0047-code-loads-on-first-use.md
 */
export function faceImports(): Plugin {
  const faces = new Map<string, Face>();
  const faceOf = (file: string): Face => {
    if (!faces.has(file)) faces.set(file, readFace(file, faceOf));
    return faces.get(file);
  };
  return {
    name: 'face-imports',
    setup({ onLoad }) {
      onLoad({ filter: /\/lambda\/.*\.ts$/ }, ({ path }) => {
        const contents = readFileSync(path, 'utf8').replace(STATEMENT, (statement, keyword, type, names, from) => {
          const face = type === undefined && from.endsWith('/index.ts') ? faceOf(join(dirname(path), from)) : undefined;
          return face === undefined ? statement : directly(keyword, namesIn(names), { face, path, from });
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Reads a file that consists of re-exports alone. */
function readFace(file: string, faceOf: (file: string) => Face): Face {
  const text = readFileSync(file, 'utf8').replace(COMMENTS, '');
  if (text.replace(STATEMENT, '').trim() !== '') return undefined;
  const face = new Map<string, Declared>();
  for (const [, keyword, type, names = '', from = ''] of text.matchAll(STATEMENT)) {
    if (keyword === 'import') return undefined;
    if (type !== undefined) continue;
    const inner = join(dirname(file), from);
    for (const [name, as] of namesIn(names)) {
      const deeper = from.endsWith('/index.ts') ? faceOf(inner)?.get(name) : undefined;
      face.set(as, deeper ?? { file: inner, name });
    }
  }
  return face;
}

/** The values in the braces of a statement, and what they are called outside of them. */
function namesIn(list: string): readonly (readonly [name: string, as: string])[] {
  const names = list.split(',').map((name) => name.trim());
  const values = names.filter((name) => name !== '' && !name.startsWith('type '));
  return values.map((value) => {
    const [name = '', as = name] = value.split(' as ');
    return [name, as];
  });
}

function directly(
  keyword: string,
  names: readonly (readonly [name: string, as: string])[],
  { face, path, from }: { readonly face: NonNullable<Face>; readonly path: string; readonly from: string },
): string {
  const statements = names.map(([name, as]) => {
    const declared = face.get(name);
    const source = declared === undefined ? from : `./${relative(dirname(path), declared.file)}`;
    return `${keyword} { ${declared?.name ?? name} as ${as} } from '${source}';`;
  });
  return statements.join(' ');
}
