import { isJsonObject, type Json } from '../json.ts';
import { type Compiler, type Evaluate, type NodeCompiler, operandsOf, unary } from './compile.ts';
import { UnsupportedPolicy } from './policy-json.ts';
import {
  ERROR,
  fromPossible,
  IS_ERROR,
  IS_FALSE,
  IS_TRUE,
  Outcome,
  possibleAs,
  type Result,
  UNKNOWN,
} from './values/index.ts';

/** The operators on booleans. `&&`, `||` and `if` evaluate no more than Cedar does. */
export const LOGIC: Readonly<Record<string, NodeCompiler>> = {
  '!': (body, compiler) => {
    const [operand] = operandsOf(body, compiler, ['arg']);
    return not(operand);
  },
  '&&': (body, compiler) => chain('&&', body, compiler, IS_FALSE),
  '||': (body, compiler) => chain('||', body, compiler, IS_TRUE),
  'if-then-else': (body, compiler) => {
    const [condition, then, otherwise] = operandsOf(body, compiler, ['if', 'then', 'else']);
    if (condition === undefined || then === undefined || otherwise === undefined) throw new UnsupportedPolicy('`if`');
    return (environment) => {
      const chosen = condition(environment);
      if (chosen === true) return then(environment);
      if (chosen === false) return otherwise(environment);
      const possible = possibleAs(chosen);
      if (possible === IS_ERROR) return ERROR;
      if (possible === (IS_TRUE | IS_ERROR)) return orError(then(environment));
      if (possible === (IS_FALSE | IS_ERROR)) return orError(otherwise(environment));
      return eitherOf(then(environment), otherwise(environment), possible & IS_ERROR);
    };
  },
};

/** Negates a condition; anything other than a boolean is an error. */
export function not(operand: Evaluate | undefined): Evaluate {
  if (operand === undefined) return unary(operand, () => ERROR);
  return (environment) => {
    const value = operand(environment);
    if (value === true) return false;
    if (value === false) return true;
    const possible = possibleAs(value);
    const swapped = (possible & IS_TRUE ? IS_FALSE : 0) | (possible & IS_FALSE ? IS_TRUE : 0);
    return fromPossible(swapped | (possible & IS_ERROR));
  };
}

/**
 * Evaluates conditions from the left until one is `end`: `false` for `&&`, `true` for `||`.
 *
 * @param end {@link IS_TRUE} or {@link IS_FALSE}
 */
export function inOrder(conditions: readonly Evaluate[], end: typeof IS_TRUE | typeof IS_FALSE): Evaluate {
  const last = end === IS_TRUE;
  const goesOn = end === IS_TRUE ? IS_FALSE : IS_TRUE;
  return (environment) => {
    // What the conditions so far may have ended the chain with.
    let ended = 0;
    for (const condition of conditions) {
      const value = condition(environment);
      if (value === last) return fromPossible(ended | end);
      if (value === !last) continue;
      const possible = possibleAs(value);
      ended |= possible & (end | IS_ERROR);
      if ((possible & goesOn) === 0) return fromPossible(ended);
    }
    return fromPossible(ended | goesOn);
  };
}

/** A chain of the same operator nests to the left, as deep as it is long: it is compiled as a list. */
function chain(key: '&&' | '||', body: Json, compiler: Compiler, end: typeof IS_TRUE | typeof IS_FALSE): Evaluate {
  const conditions: Evaluate[] = [];
  let rest: Json | undefined = body;
  for (;;) {
    if (!isJsonObject(rest)) throw new UnsupportedPolicy(`\`${key}\` has an unknown form`);
    conditions.push(compiler.operand(rest.right));
    const { left }: { left?: Json | undefined } = rest;
    if (!isJsonObject(left) || !Object.hasOwn(left, key)) {
      conditions.push(compiler.operand(left));
      return inOrder(conditions.reverse(), end);
    }
    rest = left[key];
  }
}

/** The result of a branch that is taken, unless the condition was an error. */
function orError(result: Result): Result {
  if (typeof result !== 'boolean' && !(result instanceof Outcome)) return UNKNOWN;
  return fromPossible(possibleAs(result) | IS_ERROR);
}

function eitherOf(a: Result, b: Result, error: number): Result {
  const areConditions = [a, b].every((result) => typeof result === 'boolean' || result instanceof Outcome);
  return areConditions ? fromPossible(possibleAs(a) | possibleAs(b) | error) : UNKNOWN;
}
