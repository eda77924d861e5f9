/** A path that begins with a name, at a place where nothing has been entered that could have it. */
export interface UnrootedPath {
  readonly name: string;
  /** The character at which the name begins, from 1. */
  readonly place: number;
}

interface AstNode {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly position?: unknown;
  readonly steps?: readonly AstNode[];
}

/** Members of nodes whose expressions look into what the node has found. */
const INSIDE = new Set(['predicate', 'stages', 'group', 'terms', 'pattern', 'update', 'delete']);

/**
 * Finds the paths that look into the context of a whole expression. There is none: our expressions begin with variables.
 *
 * @param root the result of `expression.ast()`
 */
export function unrootedPaths(root: unknown): readonly UnrootedPath[] {
  const found: UnrootedPath[] = [];
  visit(root, found);
  return found;
}

function visit(node: unknown, found: UnrootedPath[]): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) visit(item, found);
    return;
  }
  const { type, steps } = node as AstNode;
  if (type === 'path') {
    const [first] = steps ?? [];
    // the later steps look into what the earlier ones found
    if (first?.type === 'name') found.push({ name: String(first.value), place: placeOf(first) });
    else visit(first, found);
    return;
  }
  for (const [key, inner] of Object.entries(node)) if (!INSIDE.has(key)) visit(inner, found);
}

function placeOf({ position, value }: AstNode): number {
  return Math.max(1, Number(position) - String(value).length + 1);
}
