/** A node of jsonata's syntax tree, as far as the native evaluator reads it. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly lhs?: Node;
  readonly rhs?: Node;
  readonly expression?: Node;
  readonly expressions?: readonly Node[];
  readonly steps?: readonly Node[];
  readonly stages?: readonly Stage[];
  readonly predicate?: readonly Stage[];
  readonly group?: Group;
  readonly terms?: readonly SortTerm[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly body?: Node;
  readonly signature?: unknown;
  /** A call in tail position: jsonata makes the caller do it. */
  readonly thunk?: boolean;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly consarray?: boolean;
  /** Set where rows are joined: by `@`, `#` and `%`. */
  readonly tuple?: unknown;
  readonly focus?: unknown;
  readonly index?: unknown;
  readonly ancestor?: unknown;
  readonly seekingParent?: unknown;
}

export interface Stage {
  readonly type: string;
  readonly expr: Node;
}

/** The pairs of an object constructor, and of a grouping. */
export interface Group {
  readonly lhs: readonly (readonly [key: Node, value: Node])[];
}

interface SortTerm {
  readonly descending?: boolean;
  readonly expression: Node;
}

/** Every node of a tree. */
export function* nodesOf(root: unknown): Generator<Node> {
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isNode(next)) yield next;
    open.push(...Object.values(next));
  }
}

function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string';
}

/** The name of a variable; `undefined` for another node, and for `$`, the context. */
export function variableName(node: Node | undefined): string | undefined {
  return node?.type === 'variable' && typeof node.value === 'string' && node.value !== '' ? node.value : undefined;
}

const JOINS = ['tuple', 'focus', 'index', 'ancestor', 'seekingParent'] as const;

/** Whether a node is part of a join: `@`, `#` and `%`. */
export function isJoined(node: Node): boolean {
  return JOINS.some((mark) => node[mark] !== undefined);
}
