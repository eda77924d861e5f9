/** Operators between two values, with jsonata's results; what it reports as an error is left to it. */
import type { Meter } from '../../../work/index.ts';
import { ENGINE_LIMITS, LimitExceeded, VALUE_WEIGHT } from '../limits.ts';
import type { Node } from './nodes.ts';
import { type Compiler, leaveToJsonata, type Run, Unsupported } from './runtime.ts';
import { finite, isSame, isTrue, scalarText } from './scalars.ts';
import { createSequence } from './sequences.ts';

/** Characters of a text that count for one step. */
const CHARS_OF_STEP = 64;

/** Compiles an operator between two values. @throws Unsupported */
export function compileOperator(node: Node, compiler: Compiler, textOf: (value: unknown) => string): Run {
  if (node.lhs === undefined || node.rhs === undefined) throw new Unsupported();
  const { runtime } = compiler;
  const left = compiler.compile(node.lhs);
  const right = compiler.compile(node.rhs);
  if (node.value === 'and') {
    return (input, frame) => isTrue(left(input, frame), runtime.meter) && isTrue(right(input, frame), runtime.meter);
  }
  if (node.value === 'or') {
    return (input, frame) => isTrue(left(input, frame), runtime.meter) || isTrue(right(input, frame), runtime.meter);
  }
  if (node.value === '&') {
    return (input, frame) => joined(textOf(left(input, frame)), textOf(right(input, frame)), runtime.meter);
  }
  const apply = OPERATORS[String(node.value)];
  if (apply === undefined) throw new Unsupported();
  return (input, frame) => apply(left(input, frame), right(input, frame), runtime.meter);
}

function joined(left: string, right: string, meter: Meter): string {
  const length = left.length + right.length;
  meter.spend(1 + Math.floor(length / CHARS_OF_STEP));
  if (length > VALUE_WEIGHT) throw new LimitExceeded('it builds a value that is too large');
  return left + right;
}

type Operator = (left: unknown, right: unknown, meter: Meter) => unknown;

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '=': (a, b, meter) => a !== undefined && b !== undefined && isSame(a, b, meter),
  '!=': (a, b, meter) => a !== undefined && b !== undefined && !isSame(a, b, meter),
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  '..': range,
  in: includes,
};

function arithmetic(compute: (a: number, b: number) => number): Operator {
  return (a, b, meter) => {
    meter.spend();
    if (!isNumberOrNothing(a) || !isNumberOrNothing(b)) return leaveToJsonata();
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };
}

function isNumberOrNothing(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && !Number.isNaN(finite(value)));
}

function comparison(compare: (a: string | number, b: string | number) => boolean): Operator {
  return (a, b, meter) => {
    meter.spend();
    if (typeof a === 'number' && typeof b === 'number') return compare(a, b);
    if (typeof a === 'string' && typeof b === 'string') {
      meter.spend(Math.floor(Math.min(a.length, b.length) / CHARS_OF_STEP));
      return compare(a, b);
    }
    if (a !== undefined && b !== undefined) return leaveToJsonata();
    const other = a === undefined ? b : a;
    return other === undefined || typeof other === 'string' || typeof other === 'number' ? undefined : leaveToJsonata();
  };
}

function range(first: unknown, last: unknown, meter: Meter): unknown {
  if (first === undefined || last === undefined) {
    const other = first === undefined ? last : first;
    return other === undefined || Number.isInteger(other) ? undefined : leaveToJsonata();
  }
  if (!Number.isInteger(first) || !Number.isInteger(last)) return leaveToJsonata();
  const [from, to] = [Number(first), Number(last)];
  if (from > to) return undefined;
  if (to - from + 1 > ENGINE_LIMITS.sequence) {
    throw new LimitExceeded(`a range has more than ${ENGINE_LIMITS.sequence} items`);
  }
  meter.spend(to - from + 1);
  const items = createSequence();
  for (let item = from; item <= to; item += 1) items.push(item);
  return items;
}

function includes(sought: unknown, list: unknown, meter: Meter): boolean {
  meter.spend();
  if (sought === undefined || list === undefined) return false;
  if (!Array.isArray(list)) return list === sought;
  meter.spend(list.length >> 2);
  // jsonata compares by identity; NaN, which `includes` would find, is no value of JSON
  return list.includes(sought);
}

/** What `&` joins, of anything but an object or list; `undefined` for one of those. */
export function textOfScalar(value: unknown): string | undefined {
  return value === undefined ? '' : scalarText(value);
}
