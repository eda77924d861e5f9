import type { Meter } from '../../../work/index.ts';
import type { NativeFunction } from '../natives.ts';
import type { RegexEngine } from '../regex.ts';
import type { Node } from './nodes.ts';

/** Variables by name; those of enclosing blocks and functions are found through the prototype. */
export type Frame = Record<string, unknown>;

/** A compiled node: its value for an input, as JSONata's evaluator returns it. */
export type Run = (input: unknown, frame: Frame) => unknown;

/** What changes from evaluation to evaluation. Evaluations are synchronous, so one object serves all of an expression. */
export interface Runtime {
  meter: Meter;
  /** The start of the evaluation, which `$now` and `$millis` return. */
  timestamp: Date;
  /** Calls of the expression's own functions that are open. */
  openCalls: number;
}

/** What the compiler of nodes knows. */
export interface Compiler {
  readonly runtime: Runtime;
  /** JSONata's functions, within our limits. */
  readonly natives: ReadonlyMap<string, NativeFunction>;
  /**
   * Calls one of them.
   *
   * @param input the context, in place of an argument that is not given
   * @throws LeftToJsonata where it fails or is asynchronous
   */
  readonly callNative: (name: string, args: readonly unknown[], input: unknown) => unknown;
  /** What patterns run on, if the expression has any. */
  readonly regexEngine: RegexEngine | undefined;
  /** Names that the expression binds to functions, and to nothing else. */
  readonly functionNames: ReadonlySet<string>;
  readonly compile: (node: Node) => Run;
}

/** The expression uses something that only jsonata evaluates. Thrown while compiling, never shown. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/**
 * Ends an evaluation that is to be repeated by jsonata: where it would report an error, so that codes and positions are its own,
 * and where it alone knows the result. An expression has no effects, so that nothing happens twice.
 */
export class LeftToJsonata extends Error {
  override readonly name = 'LeftToJsonata';
}

const leave = new LeftToJsonata();

/** @throws LeftToJsonata */
export function leaveToJsonata(): never {
  throw leave;
}
