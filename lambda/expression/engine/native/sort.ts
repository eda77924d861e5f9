/** `^(...)`, with each key computed once, and `$sort` with a function. */
import type { Node } from './nodes.ts';
import { type Compiler, type Frame, leaveToJsonata, Unsupported } from './runtime.ts';

type Key = string | number | undefined;

/** Compiles an order-by step. @throws Unsupported */
export function compileSort(node: Node, compiler: Compiler): (items: readonly unknown[], frame: Frame) => unknown[] {
  const terms = (node.terms ?? []).map(({ expression, descending = false }) => ({
    run: compiler.compile(expression),
    descending,
  }));
  if (terms.length === 0) throw new Unsupported();
  const { runtime } = compiler;
  return (items, frame) => {
    if (items.length <= 1) return items as unknown[];
    const { meter } = runtime;
    const keys: Key[][] = terms.map(({ run }) => items.map((item) => keyOf(run(item, frame))));
    for (const column of keys) assertOneKind(column);
    const order = items.map((_item, index) => index);
    order.sort((a, b) => {
      meter.spend();
      for (const [index, { descending }] of terms.entries()) {
        const compared = compareKeys(keys[index]?.[a], keys[index]?.[b], descending);
        if (compared !== 0) return compared;
      }
      return a - b;
    });
    return order.map((index) => items[index]);
  };
}

function keyOf(value: unknown): Key {
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  return leaveToJsonata();
}

function assertOneKind(column: readonly Key[]): void {
  const kinds = new Set(column.filter((key) => key !== undefined).map((key) => typeof key));
  if (kinds.size > 1) leaveToJsonata();
}

/** What is missing comes last, in either direction. */
function compareKeys(a: Key, b: Key, descending: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b === descending ? 1 : -1;
}
