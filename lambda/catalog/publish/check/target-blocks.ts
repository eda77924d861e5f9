import type { KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { KINDS, type TargetTypes } from './kinds/index.ts';

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

/** A copy of a document with another value at a path that exists. */
export function replacedAt(document: JsonObject, path: KeyPath, value: Json): JsonObject {
  const put = (holder: Json | undefined, [key, ...rest]: KeyPath): Json => {
    if (key === undefined) return value;
    if (Array.isArray(holder)) return holder.map((item: Json, index) => (index === key ? put(item, rest) : item));
    return isJsonObject(holder) ? { ...holder, [key]: put(holder[key], rest) } : (holder ?? null);
  };
  const replaced = put(document, path);
  return isJsonObject(replaced) ? replaced : document;
}

/** A document as it is stored: its targets in the form that functions read. */
export async function storedForm<D extends JsonObject>(document: D, targets: TargetTypes): Promise<D | JsonObject> {
  let stored: D | JsonObject = document;
  for (const { path, block } of targetBlocks(document)) {
    const own = await targets[String(block.type)]?.stored?.(block);
    if (own !== undefined) stored = replacedAt(stored, path, own);
  }
  return stored;
}
