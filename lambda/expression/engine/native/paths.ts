/** Paths, filters and `^(...)`: see `evaluatePath`, `evaluateStep` and `evaluateFilter` of jsonata. */

import { isConstant } from './constants.ts';
import { compileGroup } from './groups.ts';
import { isJoined, type Node, type Stage } from './nodes.ts';
import { type Compiler, type Frame, leaveToJsonata, type Run, type Runtime, Unsupported } from './runtime.ts';
import { isTrue } from './scalars.ts';
import {
  assertItems,
  collapse,
  createSequence,
  isSequence,
  lookUp,
  ownValue,
  pushFlat,
  sequenceOf,
} from './sequences.ts';
import { compileSort } from './sort.ts';

/** Maps the items that a step is given to those it finds; `undefined` for nothing. */
type Step = (items: readonly unknown[], frame: Frame, isLast: boolean) => unknown[];

/** Compiles a path. @throws Unsupported */
export function compilePath(node: Node, compiler: Compiler): Run {
  const run = compileSteps(node, compiler);
  return isOfNames(node) ? followNames(node, run, compiler) : run;
}

/** Whether a path consists of names, behind a variable or not, and marks nothing. */
function isOfNames({ steps = [], group, keepSingletonArray }: Node): boolean {
  if (group !== undefined || keepSingletonArray === true) return false;
  return steps.every(({ type, stages, predicate, group: own, keepArray }, index) => {
    const isPlain = stages === undefined && predicate === undefined && own === undefined && keepArray !== true;
    return isPlain && (type === 'name' || (index === 0 && type === 'variable'));
  });
}

const SEVERAL = Symbol('a list on the way');

/** Follows names through objects, which takes no lists; where there is a list on the way, the steps of the path do. */
function followNames({ steps = [] }: Node, whole: Run, { runtime }: Compiler): Run {
  const [first] = steps;
  const variable = first?.type === 'variable' ? String(first.value) : undefined;
  const names = (variable === undefined ? steps : steps.slice(1)).map(({ value }) => String(value));
  return (input, frame) => {
    runtime.meter.spend(names.length);
    const start = variable === undefined || variable === '' ? input : frame[variable];
    const value = valueAt(start, names);
    return value === SEVERAL ? whole(input, frame) : value;
  };
}

function valueAt(start: unknown, names: readonly string[]): unknown {
  let value = start;
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return SEVERAL;
    value = ownValue(value, name);
  }
  return isSequence(value) ? SEVERAL : value;
}

function compileSteps(node: Node, compiler: Compiler): Run {
  const nodes = node.steps ?? [];
  const [first, ...rest] = nodes;
  if (first === undefined) throw new Unsupported();
  const startsWithVariable = first.type === 'variable';
  const whole = first.consarray === true ? compiler.compile(first) : undefined;
  if (whole !== undefined && first.stages !== undefined) throw new Unsupported();
  const steps = (whole === undefined ? nodes : rest).map((step) => compileStep(step, compiler));
  const group = node.group && compileGroup(node.group, compiler);
  const { keepSingletonArray = false } = node;

  return (input, frame) => {
    let found: unknown[] = Array.isArray(input) && !startsWithVariable ? input : sequenceOf(input);
    if (whole !== undefined) {
      const list = whole(found, frame);
      found = Array.isArray(list) ? list : leaveToJsonata();
    }
    for (const [index, step] of steps.entries()) {
      // the first step meets one empty item where there is no input
      if (found.length === 0 && (index > 0 || whole !== undefined)) break;
      found = step(found, frame, index === steps.length - 1);
    }
    const kept = keepSingletonArray ? keptList(found) : found;
    return group === undefined ? kept : group(kept, frame);
  };
}

function keptList(found: unknown[]): unknown[] {
  if ('cons' in found && !isSequence(found)) {
    const list = sequenceOf(found);
    list.keepSingleton = true;
    return list;
  }
  if (isSequence(found)) found.keepSingleton = true;
  return found;
}

function compileStep(node: Node, compiler: Compiler): Step {
  if (isJoined(node)) throw new Unsupported();
  const stages = (node.stages ?? []).map((stage) => compileFilter(stage, compiler));
  if (node.type === 'sort') {
    const sort = compileSort(node, compiler);
    return (items, frame) => stages.reduce((sorted, stage) => stage(sorted, frame), sort(items, frame));
  }
  if (node.type === 'name' && stages.length === 0 && !node.keepArray) return nameStep(String(node.value), compiler);
  const run = compiler.compile(node);
  const { runtime } = compiler;
  return (items, frame, isLast) => {
    const found: unknown[] = [];
    runtime.meter.spend(items.length);
    for (let index = 0; index < items.length; index += 1) {
      let value = run(items[index], frame);
      for (const stage of stages) value = stage(value, frame);
      if (value !== undefined) found.push(value);
    }
    return flattened(found, isLast, runtime);
  };
}

/** A step that is only a name, which a node of its own would not find otherwise. */
function nameStep(name: string, { runtime }: Compiler): Step {
  return (items, _frame, isLast) => {
    const { meter } = runtime;
    meter.spend(items.length);
    const found: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const value = collapse(lookUp(items[index], name, meter), false);
      if (value !== undefined) found.push(value);
    }
    return flattened(found, isLast, runtime);
  };
}

function flattened(found: readonly unknown[], isLast: boolean, { meter }: Runtime): unknown[] {
  const [only] = found;
  if (isLast && found.length === 1 && Array.isArray(only) && !isSequence(only)) return only;
  const flat = createSequence();
  for (let index = 0; index < found.length; index += 1) pushFlat(flat, found[index], meter);
  assertItems(flat.length);
  return flat;
}

/** Compiles a filter: a condition, or the numbers of items. @throws Unsupported */
export function compileFilter({ type, expr }: Stage, compiler: Compiler): (input: unknown, frame: Frame) => unknown[] {
  if (type !== 'filter') throw new Unsupported();
  const { runtime } = compiler;
  if (expr.type === 'number') return (input) => itemAt(input, Math.floor(Number(expr.value)));
  const run = compiler.compile(expr);
  if (isConstant(expr)) return constantFilter(run, runtime);
  return (input, frame) => {
    const items = listOf(input);
    const kept = createSequence();
    runtime.meter.spend(items.length);
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      const chosen = run(item, frame);
      const numbers = numbersOf(chosen);
      if (numbers !== undefined) keepNumbered(kept, { item, index, numbers, length: items.length });
      else if (isTrue(chosen, runtime.meter)) kept.push(item);
    }
    assertItems(kept.length);
    return kept;
  };
}

const listOf = (input: unknown): readonly unknown[] => (Array.isArray(input) ? input : sequenceOf(input));

function itemAt(input: unknown, place: number): unknown[] {
  const items = listOf(input);
  const item = items[place < 0 ? items.length + place : place];
  if (Array.isArray(item)) return item;
  return item === undefined ? createSequence() : sequenceOf(item);
}

/** The numbers by which a filter chooses; `undefined` for a condition. An empty list is one of numbers, and chooses nothing. */
function numbersOf(chosen: unknown): readonly number[] | undefined {
  if (typeof chosen === 'number') return Number.isFinite(chosen) ? [chosen] : undefined;
  if (!Array.isArray(chosen)) return undefined;
  return chosen.every((item) => Number.isFinite(item)) ? chosen : undefined;
}

interface Numbered {
  readonly item: unknown;
  readonly index: number;
  readonly numbers: readonly number[];
  readonly length: number;
}

function keepNumbered(kept: unknown[], { item, index, numbers, length }: Numbered): void {
  for (const number of numbers) {
    const place = Math.floor(number);
    if ((place < 0 ? length + place : place) === index) kept.push(item);
  }
}

/** A filter that chooses the same for every item, such as `[[0..99]]`: the items are reached without a look at the others. */
function constantFilter(run: Run, runtime: Runtime): (input: unknown, frame: Frame) => unknown[] {
  return (input, frame) => {
    const items = listOf(input);
    const kept = createSequence();
    if (items.length === 0) return kept;
    const chosen = run(items[0], frame);
    const numbers = numbersOf(chosen);
    if (numbers === undefined) {
      const all = isTrue(chosen, runtime.meter) ? items : [];
      runtime.meter.spend(all.length);
      for (let index = 0; index < all.length; index += 1) kept.push(all[index]);
      return kept;
    }
    runtime.meter.spend(numbers.length);
    const places = numbers.map(Math.floor).map((place) => (place < 0 ? items.length + place : place));
    for (const place of places.sort((a, b) => a - b)) {
      if (place >= 0 && place < items.length) kept.push(items[place]);
    }
    return kept;
  };
}
