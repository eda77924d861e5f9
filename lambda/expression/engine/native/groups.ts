/** Object constructors and groupings: see `evaluateGroupExpression` of jsonata. */
import type { Group } from './nodes.ts';
import { type Compiler, type Frame, leaveToJsonata, type Run, type Runtime } from './runtime.ts';
import { pushAll } from './sequences.ts';

interface Pair {
  /** The key, if the source has it. */
  readonly name: string | undefined;
  readonly key: Run;
  readonly value: Run;
}

/** Keys that jsonata refuses, and one that is no own property of a plain object. */
const SPECIAL = new Set(['_jsonata_lambda', '_jsonata_function', '__proto__']);

/** Compiles `{key: value}`, as a constructor and as a grouping. @throws Unsupported */
export function compileGroup({ lhs }: Group, compiler: Compiler): Run {
  const { runtime } = compiler;
  const pairs = lhs.map(([key, value]) => ({
    name: key.type === 'string' && !key.predicate && !key.group ? String(key.value) : undefined,
    key: compiler.compile(key),
    value: compiler.compile(value),
  }));
  const names = pairs.map(({ name }) => name);
  const isPlain =
    new Set(names).size === names.length && names.every((name) => name !== undefined && !SPECIAL.has(name));
  return (input, frame) => {
    runtime.meter.spend(1 + pairs.length);
    if (isPlain && !Array.isArray(input)) return plainObject(pairs, input, frame);
    return grouped(pairs, { input, frame, runtime });
  };
}

/** One object with the keys that the source has, which is most. */
function plainObject(pairs: readonly Pair[], input: unknown, frame: Frame): object {
  const object: Record<string, unknown> = {};
  for (const { name, value: run } of pairs) {
    const value = run(input, frame);
    if (value !== undefined) object[name as string] = value;
  }
  return object;
}

interface Place {
  readonly input: unknown;
  readonly frame: Frame;
  readonly runtime: Runtime;
}

interface Entry {
  readonly pair: Pair;
  data: unknown;
  /** Whether `data` is a list of the entry's own. */
  isList: boolean;
}

function grouped(pairs: readonly Pair[], { input, frame, runtime }: Place): object {
  const list = Array.isArray(input) ? input : [input];
  const items = list.length === 0 ? [undefined] : list;
  const entries = new Map<string, Entry>();
  for (let index = 0; index < items.length; index += 1) {
    runtime.meter.spend(pairs.length);
    for (const pair of pairs) {
      const key = pair.key(items[index], frame);
      if (key === undefined) continue;
      if (typeof key !== 'string' || key === '_jsonata_lambda' || key === '_jsonata_function') leaveToJsonata();
      const entry = entries.get(key);
      if (entry === undefined) entries.set(key, { pair, data: items[index], isList: false });
      else if (entry.pair !== pair) leaveToJsonata();
      else add(entry, items[index], runtime);
    }
  }
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, { pair, data }] of entries) {
    const value = pair.value(data, frame);
    if (value !== undefined) object[key] = value;
  }
  return object;
}

/** Adds what `$append` would, without a copy for each item. */
function add(entry: Entry, item: unknown, { meter }: Runtime): void {
  if (item === undefined) return;
  if (entry.data === undefined) {
    entry.data = item;
    return;
  }
  if (!entry.isList) {
    entry.data = Array.isArray(entry.data) ? [...entry.data] : [entry.data];
    entry.isList = true;
  }
  const list = entry.data as unknown[];
  if (Array.isArray(item)) pushAll(list, item, meter);
  else list.push(item);
}
