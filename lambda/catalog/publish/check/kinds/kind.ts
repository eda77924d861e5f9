import type { Fault, KeyPath } from '../../../../fault.ts';
import type { JsonObject } from '../../../../json.ts';
import type { TargetType } from '../../../../targets/index.ts';

/** The kinds of target that documents may name, by `target.type`. */
export type TargetTypes = Readonly<Record<string, TargetType>>;

/** One kind of document: which keys it may have, and what must hold between them. */
export interface Kind {
  /** Every key that is not named here is refused. */
  readonly schema: JsonObject;
  /** Keys that tell documents of a server apart; the first one that is there counts. */
  readonly identity: readonly string[];
  /** Finds what the schema cannot say, as far as the document has the form to do so. */
  check?(document: JsonObject, context: CheckContext): Promise<readonly Fault[]>;
}

/** What a check may use. */
export interface CheckContext {
  readonly targets: TargetTypes;
  /** What the schema found. */
  readonly faults: readonly Fault[];
}

/** The top-level keys that the schema found nothing wrong with. */
export function soundKeys(document: JsonObject, { faults }: CheckContext): JsonObject {
  const broken = new Set(faults.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(document).filter(([key]) => !broken.has(key)));
}

/** Moves faults below a path. */
export function under(path: KeyPath, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
}

/** Demands exactly one of some keys. */
export function exactlyOne(document: JsonObject, keys: readonly string[]): Fault[] {
  const found = keys.filter((key) => document[key] !== undefined);
  if (found.length === 1) return [];
  const names = (list: readonly string[]) => list.map((key) => `\`${key}\``).join(' and ');
  const one = keys.map((key) => `\`${key}\``).join(', ');
  if (found.length === 0) return [{ path: [], message: `needs one of ${one}: add it` }];
  return [
    { path: [found[1] ?? ''], message: `only one of ${one} may be there, found ${names(found)}: remove the rest` },
  ];
}
