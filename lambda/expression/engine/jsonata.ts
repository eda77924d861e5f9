import jsonata, { type Expression, type ExprNode } from 'jsonata';
import type { Scope } from '../path.ts';
import { inspect } from './ast.ts';
import { ENGINE_LIMITS, LimitExceeded, OPEN_PARAMETERS, PAIRWISE_ITEMS, SOURCE_CHARS } from './limits.ts';
import { bounded, NATIVE_NAMES, type NativeFunction, refuseEval, withOwnClock } from './natives.ts';
import { compileLinear, linearRegexEngine } from './regex.ts';
import { assertWeight, toPlain } from './weight.ts';

/** A parsed expression, evaluated any number of times without shared state. */
export interface CompiledExpression {
  evaluate(scope: Scope): Promise<unknown>;
}

/** jsonata's functions by name, wrapped in our limits; created for the first expression. */
type Natives = readonly (readonly [name: string, native: NativeFunction])[];

let natives: Promise<Natives> | undefined;

async function loadNatives(): Promise<Natives> {
  const brought = new Map<string, NativeFunction>();
  for (const name of NATIVE_NAMES) brought.set(name, await jsonata(`$${name}`).evaluate(undefined));
  return [...withOwnClock(brought)].map(([name, native]) => [name, bounded(name, native)] as const);
}

/**
 * Parses an expression and applies our limits.
 *
 * @param source the expression without its `{% %}`
 * @throws LimitExceeded for a source that is too long or uses `$eval`; jsonata's or re2's error for invalid syntax
 */
export async function compile(source: string): Promise<CompiledExpression> {
  if (source.length > SOURCE_CHARS) throw new LimitExceeded(`it is longer than ${SOURCE_CHARS} characters`);
  natives ??= loadNatives();
  const known = await natives;
  const { patterns, signatures, variables } = inspect(jsonata(source).ast());
  if (variables.has('eval')) refuseEval();
  for (const signature of signatures) assertFewOpenParameters(signature);
  const expression = jsonata(source, { ...ENGINE_LIMITS, ...(await regexOption(patterns)) });
  for (const [name, native] of known) expression.assign(name, native);
  expression.assign('eval', refuseEval);
  watch(expression);
  return {
    evaluate: async (scope) => toPlain(await expression.evaluate(undefined, { ...scope })),
  };
}

function assertFewOpenParameters(signature: string): void {
  if ((signature.match(/[+?-]/g) ?? []).length <= OPEN_PARAMETERS) return;
  throw new LimitExceeded(
    `the signature ${signature.slice(0, 40)} has more than ${OPEN_PARAMETERS} optional parameters`,
  );
}

/** The linear-time engine, if the expression has patterns. They are compiled here, so that an invalid one fails at publish. */
async function regexOption(patterns: readonly RegExp[]) {
  if (patterns.length === 0) return {};
  const re2 = await import('re2js');
  for (const pattern of patterns) compileLinear(re2, pattern);
  // jsonata's typings require the whole RegExpConstructor; it only constructs, sets `lastIndex` and calls `exec`
  return { RegexEngine: linearRegexEngine(re2, ENGINE_LIMITS.timeout) as unknown as RegExpConstructor };
}

/**
 * Checks the input and output of every node through hooks that jsonata's evaluator reads from its frame under these symbols.
 * Wrapped functions alone are not enough: `&`, `{}` and `[]` build values without a function.
 */
function watch(expression: Expression): void {
  const bind = expression.assign as unknown as (name: symbol, hook: (...args: never[]) => void) => void;
  bind(Symbol.for('jsonata.__evaluate_entry'), (node: ExprNode, input: unknown) => {
    if (node.type === 'wildcard') assertFewKeys(input);
  });
  bind(Symbol.for('jsonata.__evaluate_exit'), (_node: ExprNode, _input: unknown, _frame: unknown, result: unknown) => {
    assertWeight(result);
  });
}

/** `*` copies everything found so far for every array it meets. */
function assertFewKeys(input: unknown): void {
  if (typeof input !== 'object' || input === null || Object.keys(input).length <= PAIRWISE_ITEMS) return;
  throw new LimitExceeded(`its * meets more than ${PAIRWISE_ITEMS} keys`);
}
