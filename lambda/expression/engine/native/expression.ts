import type { Meter } from '../../../work/index.ts';
import { WorkExceeded } from '../../../work/index.ts';
import { ENGINE_LIMITS, LimitExceeded } from '../limits.ts';
import type { NativeFunction } from '../natives.ts';
import type { RegexEngine } from '../regex.ts';
import { isSynchronous } from './calls.ts';
import { compileNode } from './compile.ts';
import { type Node, nodesOf } from './nodes.ts';
import { type Compiler, type Frame, LeftToJsonata, leaveToJsonata, type Runtime, Unsupported } from './runtime.ts';
import { newSequence } from './sequences.ts';

/** An expression that needs no jsonata, as long as it succeeds. */
export interface NativeExpression {
  /**
   * Evaluates it.
   *
   * @returns `undefined` where jsonata has to evaluate it instead
   * @throws LimitExceeded, WorkExceeded
   */
  evaluate(variables: object, meter: Meter): { readonly value: unknown } | undefined;
}

interface Parts {
  readonly natives: ReadonlyMap<string, NativeFunction>;
  readonly regexEngine: RegexEngine | undefined;
}

/**
 * Compiles an expression.
 *
 * @param ast as `expression.ast()` gives it
 * @returns `undefined` for an expression that only jsonata evaluates
 */
export function compileNative(ast: unknown, { natives, regexEngine }: Parts): NativeExpression | undefined {
  const functionNames = functionNamesOf(ast, natives);
  if (functionNames === undefined) return undefined;
  const runtime: Runtime = { meter: undefined as never, timestamp: new Date(0), openCalls: 0 };
  const compiler: Compiler = {
    runtime,
    natives,
    functionNames,
    regexEngine,
    callNative: (name, args, input) => callNative({ name, args, input }, { native: natives.get(name), runtime }),
    compile: (node) => compileNode(node, compiler),
  };
  try {
    const run = compiler.compile(ast as Node);
    return {
      evaluate(variables, meter) {
        Object.assign(runtime, { meter, timestamp: new Date(), openCalls: 0 });
        const frame: Frame = Object.assign(Object.create(null), variables);
        try {
          return { value: run(undefined, frame) };
        } catch (error) {
          // a stack that overflows is left to jsonata, whose promises need none
          if (error instanceof LeftToJsonata || error instanceof RangeError) return undefined;
          throw error;
        }
      },
    };
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

/** Names that are bound to functions; `undefined` if one is bound to something else as well, or is one of JSONata's. */
function functionNamesOf(ast: unknown, natives: ReadonlyMap<string, NativeFunction>): ReadonlySet<string> | undefined {
  const functions = new Set<string>();
  const others = new Set<string>();
  for (const node of nodesOf(ast)) {
    if (node.type === 'bind') (node.rhs?.type === 'lambda' ? functions : others).add(String(node.lhs?.value));
    if (node.type === 'lambda') for (const { value } of node.arguments ?? []) others.add(String(value));
  }
  const bound = [...functions, ...others];
  const isClear = bound.every((name) => !natives.has(name)) && [...functions].every((name) => !others.has(name));
  return isClear ? functions : undefined;
}

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly input: unknown;
}

function callNative(
  { name, args, input }: Call,
  to: { native: NativeFunction | undefined; runtime: Runtime },
): unknown {
  const { native, runtime } = to;
  if (native === undefined || !isSynchronous(name, args)) return leaveToJsonata();
  const base = { lookup: () => runtime.meter, createSequence: newSequence };
  const focus = {
    environment: { base, timestamp: runtime.timestamp },
    input,
    options: ENGINE_LIMITS,
    createSequence: newSequence,
  };
  try {
    const { signature } = native as { readonly signature?: Signature };
    const result = native.implementation.apply(focus, signature?.validate([...args], input) ?? [...args]);
    return result instanceof Promise ? forget(result) : result;
  } catch (error) {
    if (error instanceof LimitExceeded || error instanceof WorkExceeded) throw error;
    return leaveToJsonata();
  }
}

interface Signature {
  validate(args: unknown[], context: unknown): unknown[];
}

function forget(promise: Promise<unknown>): never {
  promise.catch(() => undefined);
  return leaveToJsonata();
}
