import { isMap, isScalar, isSeq, type Node, type Document as Parsed } from 'yaml';

/**
 * Finds the keys that a mapping of a document has already. The parser's own check compares each key with all keys before it, which
 * takes minutes for a mapping of 100,000 keys.
 *
 * @returns their offsets in the text
 */
export function duplicateKeys({ contents }: Parsed): readonly number[] {
  const offsets: number[] = [];
  const open: unknown[] = [contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq<Node>(node)) open.push(...node.items);
    if (!isMap<Node, Node | null>(node)) continue;
    const known = new Set<unknown>();
    for (const { key, value } of node.items) {
      open.push(key, value);
      if (!isScalar(key)) continue;
      if (known.has(key.value)) offsets.push(key.range?.[0] ?? 0);
      known.add(key.value);
    }
  }
  return offsets.sort((a, b) => a - b);
}
