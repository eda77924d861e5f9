/** A path that begins with a name, or with `$` or `$$`, at a place where nothing has been entered that could have the name. */
export interface UnrootedPath {
  readonly name: string;
  /** What stands before the name: `$.` or `$$.`, or nothing. */
  readonly context: string;
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
    const [first, second] = steps ?? [];
    // the later steps look into what the earlier ones found
    if (first?.type === 'name') found.push({ name: String(first.value), context: '', place: placeOf(first) });
    else if (isContext(first) && second?.type === 'name') {
      found.push({ name: String(second.value), context: `$${String(first?.value)}.`, place: placeOf(second) });
    } else visit(first, found);
    return;
  }
  for (const [key, inner] of Object.entries(node)) if (!INSIDE.has(key)) visit(inner, found);
}

/** `$` and `$$`, which JSON paths begin with. */
function isContext(node: AstNode | undefined): boolean {
  return node?.type === 'variable' && (node.value === '' || node.value === '$');
}

function placeOf({ position, value }: AstNode): number {
  return Math.max(1, Number(position) - String(value).length + 1);
}
