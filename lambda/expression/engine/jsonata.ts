import jsonata, { type Expression } from 'jsonata';
import type { WorkBudget } from '../../work/index.ts';
import type { Scope } from '../path.ts';
import { createAdditions } from './additions.ts';
import { inspect } from './ast.ts';
import { type BaseFrame, costlyPlaces, createGuard, type Frame } from './guard.ts';
import {
  ENGINE_LIMITS,
  LimitExceeded,
  NODE_STEPS,
  OPEN_PARAMETERS,
  PATTERN_INSTRUCTIONS,
  SOURCE_CHARS,
} from './limits.ts';
import { compileNative, type NativeExpression, newSequence } from './native/index.ts';
import { bounded, METER, meterOf, NATIVE_NAMES, type NativeFunction, refuseEval, withOwnClock } from './natives.ts';
import { compileLinear, linearRegexEngine, type RegexEngine } from './regex.ts';
import { assertWeight, toPlain } from './weight.ts';

/** A parsed expression, evaluated any number of times without shared state. */
export interface CompiledExpression {
  evaluate(scope: Scope): Promise<unknown>;
}

/** JSONata's functions by name, wrapped in our limits; created for the first expression. */
type Natives = ReadonlyMap<string, NativeFunction>;

let natives: Promise<Natives> | undefined;

async function loadNatives(): Promise<Natives> {
  const brought = new Map<string, NativeFunction>();
  for (const name of NATIVE_NAMES) brought.set(name, await jsonata(`$${name}`).evaluate(undefined));
  for (const [name, added] of await createAdditions()) brought.set(name, added);
  return new Map([...withOwnClock(brought)].map(([name, native]) => [name, bounded(name, native)]));
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
  const expression = jsonata(source, ENGINE_LIMITS);
  const { patterns, signatures, variables } = inspect(expression.ast());
  if (variables.has('eval')) refuseEval();
  for (const signature of signatures) assertFewOpenParameters(signature);
  const regexEngine = await loadRegexEngine(patterns);
  const native = compileNative(expression.ast(), { natives: known, regexEngine });
  for (const [name, wrapped] of known) expression.assign(name, wrapped);
  expression.assign('eval', refuseEval);
  watch(expression, regexEngine);
  return { evaluate: ({ work, ...found }) => work.inTurn(() => evaluate({ expression, native }, found, work)) };
}

interface Evaluators {
  readonly expression: Expression;
  readonly native: NativeExpression | undefined;
}

async function evaluate({ expression, native }: Evaluators, variables: object, work: WorkBudget): Promise<unknown> {
  const meter = work.begin();
  try {
    const found = native?.evaluate(variables, meter);
    const value = found ? found.value : await expression.evaluate(undefined, { ...variables, [METER]: meter });
    assertWeight(value);
    return toPlain(value, meter);
  } finally {
    meter.end();
  }
}

function assertFewOpenParameters(signature: string): void {
  if ((signature.match(/[+?-]/g) ?? []).length <= OPEN_PARAMETERS) return;
  throw new LimitExceeded(
    `the signature ${signature.slice(0, 40)} has more than ${OPEN_PARAMETERS} optional parameters`,
  );
}

/** The linear-time engine, if the expression has patterns. They are compiled here, so that an invalid one fails at publish. */
async function loadRegexEngine(patterns: readonly RegExp[]): Promise<RegexEngine | undefined> {
  if (patterns.length === 0) return undefined;
  const re2 = await import('re2js');
  let instructions = 0;
  for (const pattern of patterns) {
    instructions += compileLinear(re2, pattern).programSize();
    if (instructions <= PATTERN_INSTRUCTIONS) continue;
    throw new LimitExceeded('its patterns are too large: lower the bounds of repetitions such as {1,1000}');
  }
  return linearRegexEngine(re2);
}

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/**
 * Checks the input and output of every node through hooks that jsonata's evaluator reads from its frame under these symbols.
 * Wrapped functions alone are not enough: `&`, `{}` and `[]` build values without a function. jsonata waits for each hook, so that
 * an expression without such places only counts its nodes.
 */
function watch(expression: Expression, regexEngine: RegexEngine | undefined): void {
  const bind = expression.assign as unknown as (name: symbol, hook: (...args: never[]) => void) => void;
  const places = costlyPlaces(expression.ast());
  const guard = createGuard(places);
  const prepared = new WeakSet<BaseFrame>();
  bind(ENTRY, (node: Node, input: unknown, { base }: Frame) => {
    if (!prepared.has(base)) {
      prepared.add(base);
      prepare(base, { regexEngine, isWatched: places.any });
    } else if (places.any) meterOf(base).spend(NODE_STEPS);
    guard.enter(node, input, base);
  });
  bind(EXIT, (node: Node, _input: unknown, _frame: unknown, result: unknown) => {
    if (BUILDERS.has(node.type)) assertWeight(result);
    guard.leave(node, result);
  });
}

/** Gives an evaluation our sequences and patterns; one that is not watched counts its nodes where jsonata looks at its own limits. */
function prepare(base: BaseFrame, to: { regexEngine: RegexEngine | undefined; isWatched: boolean }): void {
  const meter = meterOf(base);
  const { guardrails } = base;
  if (to.regexEngine !== undefined) base.RegexEngine = to.regexEngine(meter);
  // jsonata's own have a function each, to count their items
  base.createSequence = newSequence;
  if (to.isWatched) return;
  base.guardrails = () => {
    meter.spend(NODE_STEPS);
    guardrails?.();
  };
  base.bind(ENTRY, undefined);
  base.bind(EXIT, undefined);
}

/** Nodes whose values can be larger than what they are made of. Others find what is there, or pass on what was weighed. */
const BUILDERS = new Set(['unary', 'binary', 'function', 'apply', 'transform']);

interface Node {
  readonly type: string;
}
