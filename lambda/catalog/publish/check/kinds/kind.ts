import type { Fault, KeyPath } from '../../../../fault.ts';
import type { JsonObject } from '../../../../json.ts';
import type { TargetType } from '../../../../targets/index.ts';

/** The target types that documents may use, by `target.type`. */
export type TargetTypes = Readonly<Record<string, TargetType>>;

/** A kind of document: its allowed keys, and the rules between them. */
export interface Kind {
  /** Rejects keys that it does not list. */
  readonly schema: JsonObject;
  /** Keys that identify a document within its server; the first one present counts. */
  readonly identity: readonly string[];
  /** Keys whose texts a check of their own covers, such as `target`; `*` stands for any key. Elsewhere, nothing is evaluated. */
  readonly evaluated: readonly string[];
  /** Keys for authors alone: checked, and not stored. */
  readonly unstored?: readonly string[];
  /** Rewrites forms that the catalogue does not store, in a document that may have faults. */
  rewrite?(document: JsonObject): Rewritten;
  /** Checks rules that the schema cannot express, on the keys that the schema accepted. */
  check?(document: JsonObject, context: CheckContext): Promise<readonly Fault[]>;
}

/** A document as it is checked and stored. */
export interface Rewritten {
  readonly document: JsonObject;
  /** The path in the author's document, for one in the rewritten document. */
  sourcePath(path: KeyPath): KeyPath;
}

export interface CheckContext {
  readonly targets: TargetTypes;
  /** The faults that the schema found. */
  readonly faults: readonly Fault[];
}

/** The top-level keys without a schema fault. */
export function soundKeys(document: JsonObject, { faults }: CheckContext): JsonObject {
  const broken = new Set(faults.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(document).filter(([key]) => !broken.has(key)));
}

/** Prefixes the paths of faults. */
export function under(path: KeyPath, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
}

/** Requires exactly one of several keys. */
export function exactlyOne(document: JsonObject, keys: readonly string[]): Fault[] {
  const found = keys.filter((key) => document[key] !== undefined);
  if (found.length === 1) return [];
  const names = (list: readonly string[]) => list.map((key) => `\`${key}\``).join(' and ');
  const one = keys.map((key) => `\`${key}\``).join(', ');
  if (found.length === 0) return [{ path: [], message: `requires one of ${one}: add it` }];
  return [
    { path: [found[1] ?? ''], message: `only one of ${one} is allowed, found ${names(found)}: remove the others` },
  ];
}
