/** The names and patterns in an expression, collected from its syntax tree. */
import { type UnrootedPath, unrootedPaths } from './unrooted.ts';

export interface Mentions {
  /** Names of variables and functions, without the `$`. */
  readonly variables: ReadonlySet<string>;
  /** Names that the expression itself binds: by `:=`, as parameters, by `@` and `#`. */
  readonly bound: ReadonlySet<string>;
  /** How often each variable is named, as the start of a path or on its own. */
  readonly uses: ReadonlyMap<string, number>;
  /** The character at which each variable is first named, from 1. */
  readonly places: ReadonlyMap<string, number>;
  /** Paths from a variable: `$args.customer.id` is `customer` and `id` of `args`. */
  readonly members: readonly MemberPath[];
  /** Paths that look into the context where there is none, so that they never find anything: `args.limit`. */
  readonly unrooted: readonly UnrootedPath[];
  readonly patterns: readonly RegExp[];
  /** Signatures between `<` and `>` after the parameters of functions. */
  readonly signatures: readonly string[];
}

/** A path from a variable. */
interface MemberPath {
  readonly variable: string;
  readonly names: readonly string[];
  /** The characters at which the names begin, from 1. */
  readonly places: readonly number[];
}

/**
 * Walks a whole syntax tree of jsonata, independent of the shape of its nodes.
 *
 * @param root the result of `expression.ast()`
 */
export function inspect(root: unknown): Mentions {
  const uses = new Map<string, number>();
  const places = new Map<string, number>();
  const bound = new Set<string>();
  const members: Mentions['members'][number][] = [];
  const patterns: RegExp[] = [];
  const signatures: string[] = [];
  const seen = new Set<object>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    if (node instanceof RegExp) patterns.push(node);
    else {
      note(node as AstNode, uses, bound, signatures);
      notePlace(node as AstNode, places);
      members.push(...membersOf(node as AstNode));
    }
    open.push(...Object.values(node));
  }
  const variables = new Set(uses.keys());
  return { variables, uses, places, bound, members, unrooted: unrootedPaths(root), patterns, signatures };
}

interface AstNode {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly position?: unknown;
  readonly steps?: readonly AstNode[];
  readonly lhs?: { readonly value?: unknown };
  readonly arguments?: readonly { readonly value?: unknown }[];
  readonly signature?: { readonly definition?: unknown };
  readonly focus?: unknown;
  readonly group?: unknown;
  /** Set where `%` asks for what the step was found in. */
  readonly ancestor?: unknown;
  readonly index?: unknown;
}

/** jsonata gives the place after a token. */
function placeBefore({ position, value }: AstNode): number {
  return Math.max(1, Number(position) - String(value).length + 1);
}

/** Keeps the first place of a variable, with its `$`. */
function notePlace(node: AstNode, places: Map<string, number>): void {
  if (node.type !== 'variable') return;
  const name = String(node.value);
  const place = Math.max(1, placeBefore(node) - 1);
  places.set(name, Math.min(place, places.get(name) ?? place));
}

function note(node: AstNode, uses: Map<string, number>, bound: Set<string>, signatures: string[]): void {
  if (node.type === 'variable') {
    const name = String(node.value);
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  if (node.type === 'bind') bound.add(String(node.lhs?.value));
  if (node.type === 'lambda') for (const parameter of node.arguments ?? []) bound.add(String(parameter.value));
  for (const name of [node.focus, node.index]) if (typeof name === 'string') bound.add(name);
  if (typeof node.signature?.definition === 'string') signatures.push(node.signature.definition);
}

/**
 * The names that follow a variable at the start of a path. They end where a step does not lead into what it names: after one that is
 * bound with `@` or grouped with `{}`, and before one from which `%` leads back.
 */
function membersOf({ type, steps = [] }: AstNode): Mentions['members'] {
  const [first, ...rest] = steps;
  if (type !== 'path' || first?.type !== 'variable') return [];
  const end = rest.findIndex((step, index) => {
    const { focus, group } = steps[index] ?? {};
    return step.type !== 'name' || step.ancestor !== undefined || focus !== undefined || group !== undefined;
  });
  const named = end < 0 ? rest : rest.slice(0, end);
  const names = named.map(({ value }) => String(value));
  return [{ variable: String(first.value), names, places: named.map(placeBefore) }];
}
