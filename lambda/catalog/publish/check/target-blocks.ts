import type { KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { KINDS } from './kinds/index.ts';

/** A `target` of a document, and its place. */
export interface TargetBlock {
  readonly path: KeyPath;
  readonly block: JsonObject;
}

/** Every `target` of a document, which may have faults. */
export function targetBlocks(document: JsonObject): readonly TargetBlock[] {
  const kind = Object.entries(KINDS).find(([name]) => name === document.kind)?.[1];
  const patterns = kind?.evaluated.filter((pattern) => pattern.endsWith('target')) ?? [];
  return patterns.flatMap((pattern) => blocksAt(document, pattern.split('.'), []));
}

function blocksAt(value: Json | undefined, [key, ...rest]: readonly string[], path: KeyPath): TargetBlock[] {
  if (key === undefined) return isJsonObject(value) ? [{ path, block: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => key === '*' || name === key)
    .flatMap(([name, inner]) => blocksAt(inner, rest, [...path, Array.isArray(value) ? Number(name) : name]));
}
