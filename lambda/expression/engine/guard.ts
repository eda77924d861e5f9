/** Limits for what jsonata does between two nodes, where it checks no time limit. */
import { GROUPED_ROWS, LIST_ITEMS, LimitExceeded, OPERAND_WEIGHT, PAIRWISE_ITEMS } from './limits.ts';
import { forgetPassing, weigh, whileChanging } from './weight.ts';

/** A frame of jsonata's evaluator. */
export interface Frame {
  /** The frame of the evaluation. */
  readonly base: BaseFrame;
}

export interface BaseFrame {
  readonly lookup: (name: string) => unknown;
  readonly bind: (name: symbol, value: unknown) => void;
  RegexEngine?: unknown;
  createSequence?: (...items: readonly unknown[]) => unknown[];
  /** What jsonata calls before each node. */
  guardrails?: () => void;
}

/** Nodes of a syntax tree whose values are handled at a cost that grows faster than they do. */
interface CostlyPlaces {
  /** Whether there are any. */
  readonly any: boolean;
  /** Operands of `=`, `!=` and `&`. */
  readonly operands: ReadonlySet<unknown>;
  /** Keys by which the rows of a join are grouped. */
  readonly groupKeys: ReadonlySet<unknown>;
  /** What transforms write into their copy. */
  readonly updates: ReadonlySet<unknown>;
}

interface AstNode {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly lhs?: unknown;
  readonly rhs?: unknown;
  readonly expressions?: unknown;
  readonly steps?: unknown;
  readonly group?: { readonly lhs?: unknown };
  readonly update?: unknown;
}

const OPERATORS: ReadonlySet<unknown> = new Set(['=', '!=', '&']);
const LITERALS: ReadonlySet<unknown> = new Set(['string', 'number', 'value']);

/**
 * Finds the costly places of an expression.
 *
 * @param root as `expression.ast()` gives it
 * @throws LimitExceeded for a list that is too long
 */
export function costlyPlaces(root: unknown): CostlyPlaces {
  const operands = new Set<unknown>();
  const groupKeys = new Set<unknown>();
  const updates = new Set<unknown>();
  let hasWildcards = false;
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    const { type, value, lhs, rhs, expressions, steps, group, update } = node as AstNode;
    if (type === 'wildcard') hasWildcards = true;
    if (type === 'transform') updates.add(update);
    if (type === 'binary' && OPERATORS.has(value)) operands.add(lhs).add(rhs);
    if (type === 'unary' && value === '[') assertFewItems(expressions);
    if (type === 'path' && isJoin(steps)) for (const [key] of pairsOf(group?.lhs)) groupKeys.add(key);
    open.push(...Object.values(node));
  }
  const any = hasWildcards || [operands, groupKeys, updates].some(({ size }) => size > 0);
  return { any, operands, groupKeys, updates };
}

const pairsOf = (pairs: unknown): readonly (readonly unknown[])[] => (Array.isArray(pairs) ? pairs : []);

function isJoin(steps: unknown): boolean {
  return Array.isArray(steps) && steps.some((step: { readonly tuple?: unknown }) => step.tuple === true);
}

function assertFewItems(items: unknown): void {
  if (!Array.isArray(items) || items.length <= LIST_ITEMS) return;
  if (items.every(({ type }: AstNode) => LITERALS.has(type))) return;
  throw new LimitExceeded(`a list in it has more than ${LIST_ITEMS} items, which are not all plain values`);
}

interface Guard {
  /** Checks what a node is about to work on. */
  readonly enter: (node: { readonly type: string }, input: unknown, base: BaseFrame) => void;
  /** Checks the value of a node. */
  readonly leave: (node: { readonly type: string }, result: unknown) => void;
}

/** Creates the checks of one expression. */
export function createGuard({ operands, groupKeys, updates }: CostlyPlaces): Guard {
  const grouped = new WeakMap<BaseFrame, number>();
  return {
    enter(node, input, base) {
      if (node.type === 'wildcard') assertFewKeys(input);
      if (!groupKeys.has(node)) return;
      const rows = (grouped.get(base) ?? 0) + 1;
      grouped.set(base, rows);
      if (rows > GROUPED_ROWS) throw new LimitExceeded(`it groups more than ${GROUPED_ROWS} rows of a join`);
    },
    leave(node, result) {
      if (node.type === 'transform') watchTransform(result as Transform);
      if (updates.has(node)) forgetPassing();
      if (typeof result !== 'object' || !operands.has(node) || weigh(result) <= OPERAND_WEIGHT) return;
      throw new LimitExceeded('it compares or joins a value that is too large');
    },
  };
}

/** The function that a transform is evaluated to. */
interface Transform {
  implementation: (value: unknown) => Promise<unknown>;
}

function watchTransform(transform: Transform): void {
  const { implementation } = transform;
  transform.implementation = (value) => whileChanging(() => implementation(value));
}

/** `*` copies everything found so far for every array it meets. */
function assertFewKeys(input: unknown): void {
  if (typeof input !== 'object' || input === null || Object.keys(input).length <= PAIRWISE_ITEMS) return;
  throw new LimitExceeded(`its * meets more than ${PAIRWISE_ITEMS} keys`);
}
