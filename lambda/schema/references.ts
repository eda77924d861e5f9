import type { Json, JsonObject } from '../json.ts';

/** Finds what a reference names: `#`, `#/pointer` or `#anchor`. */
export type Resolve = (reference: string) => Json | undefined;

/** Resolves the references of a schema; publishing has found what they name. */
export function createResolve(root: JsonObject): Resolve {
  let anchors: ReadonlyMap<string, JsonObject> | undefined;
  return (reference) => {
    const target = reference.slice(reference.indexOf('#') + 1);
    if (target === '' || target.startsWith('/')) return follow(root, target);
    anchors ??= anchorsIn(root);
    return anchors.get(target);
  };
}

function follow(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
  }
  return value;
}

/** Schemas by their `$anchor` and `$dynamicAnchor`. In one schema without inner `$id`s a dynamic one is found like any other. */
function anchorsIn(root: JsonObject): ReadonlyMap<string, JsonObject> {
  const anchors = new Map<string, JsonObject>();
  const open: Json[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const { $anchor, $dynamicAnchor } = value as JsonObject;
    for (const name of [$anchor, $dynamicAnchor]) if (typeof name === 'string') anchors.set(name, value as JsonObject);
    for (const inner of Object.values(value)) open.push(inner as Json);
  }
  return anchors;
}
