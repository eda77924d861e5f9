import { isJsonObject, type Json } from '../json.ts';
import {
  binary,
  type Compiler,
  type Evaluate,
  entityOf,
  type NodeCompiler,
  objectOf,
  operandsOf,
  textOf,
  unary,
} from './compile.ts';
import { type Environment, isIn, nowOf } from './environment.ts';
import { inOrder, LOGIC } from './logic.ts';
import { UnsupportedPolicy } from './policy-json.ts';
import {
  compileLike,
  Datetime,
  Duration,
  EITHER,
  Entity,
  ERROR,
  IS_FALSE,
  includes,
  includesAll,
  includesAny,
  isEqual,
  isInRange,
  isLong,
  isRecord,
  isSet,
  Outcome,
  parseDatetime,
  parseDuration,
  type Result,
  TIME_FUNCTIONS,
  toLong,
  UNKNOWN,
  type Value,
} from './values/index.ts';

const SIDES = ['left', 'right'] as const;

/** Integers, moments and lengths of time are ordered, each among themselves. */
function ordered(holds: (a: bigint | number, b: bigint | number) => boolean): NodeCompiler {
  return (body, compiler) =>
    binary(operandsOf(body, compiler, SIDES), (a, b) => {
      if (isLong(a)) return isLong(b) ? holds(a, b) : ERROR;
      if (a instanceof Datetime) return b instanceof Datetime ? holds(a.ms, b.ms) : ERROR;
      return a instanceof Duration && b instanceof Duration ? holds(a.ms, b.ms) : ERROR;
    });
}

/** Arithmetic of 64 bits; beyond that it is an error. */
function arithmetic(apply: (a: bigint, b: bigint) => bigint): NodeCompiler {
  return (body, compiler) =>
    binary(operandsOf(body, compiler, SIDES), (a, b) =>
      isLong(a) && isLong(b) ? longOrError(apply(BigInt(a), BigInt(b))) : ERROR,
    );
}

function longOrError(value: bigint): Result {
  return isInRange(value) ? toLong(value) : ERROR;
}

function onSets(apply: (set: readonly Value[], others: readonly Value[], environment: Environment) => boolean) {
  const compile: NodeCompiler = (body, compiler) =>
    binary(operandsOf(body, compiler, SIDES), (a, b, environment) =>
      isSet(a) && isSet(b) ? apply(a, b, environment) : ERROR,
    );
  return compile;
}

/** The value of an attribute. Entities have none. */
function attributeOf(value: Value, attribute: string): Result {
  if (!isRecord(value) || !Object.hasOwn(value, attribute)) return ERROR;
  return value[attribute] ?? ERROR;
}

function hasAttribute(value: Value, attribute: string): Result {
  if (value instanceof Entity) return false;
  return isRecord(value) ? Object.hasOwn(value, attribute) : ERROR;
}

/** Whether an entity is one of these or below one of them. */
function isInAny(entity: Value, ancestors: Value, environment: Environment): Result {
  if (!(entity instanceof Entity)) return ERROR;
  if (ancestors instanceof Entity) return isIn(entity, ancestors, environment);
  if (!isSet(ancestors)) return ERROR;
  let found = false;
  for (const ancestor of ancestors) {
    if (!(ancestor instanceof Entity)) return ERROR;
    found ||= isIn(entity, ancestor, environment);
  }
  return found;
}

const VARIABLES: Readonly<Record<string, Evaluate>> = {
  principal: ({ principal }) => principal,
  action: ({ action }) => action,
  resource: ({ resource }) => resource,
};

/** `context` is not a value of its own: an expression reads its attributes. */
const CONTEXT: Readonly<Record<string, (compiler: Compiler) => Evaluate>> = {
  input: () => (environment) => environment.input,
  now: ({ onTime }) => {
    onTime();
    return nowOf;
  },
};

function isContext(expression: Json | undefined): boolean {
  return isJsonObject(expression) && expression.Var === 'context';
}

function isInput(expression: Json | undefined): boolean {
  if (!isJsonObject(expression) || !isJsonObject(expression['.'])) return false;
  const { left, attr } = expression['.'];
  return attr === 'input' && isContext(left);
}

function compileAttribute(body: Json, compiler: Compiler): Evaluate {
  const { left, attr } = objectOf(body);
  const attribute = textOf(attr);
  if (!isContext(left)) return unary(compiler.operand(left), (value) => attributeOf(value, attribute));
  return Object.hasOwn(CONTEXT, attribute) ? (CONTEXT[attribute]?.(compiler) ?? (() => ERROR)) : () => ERROR;
}

/** `x has a.b.c` is `x has a && x.a has b && x.a.b has c`. */
function compileHas(body: Json, compiler: Compiler): Evaluate {
  const { left, attr } = objectOf(body);
  const path: readonly Json[] = Array.isArray(attr) ? attr : [attr ?? null];
  const [first, ...rest] = path.map(textOf);
  if (first === undefined) throw new UnsupportedPolicy('`has` names no attribute');
  const has = hasOne(left ?? null, first, compiler);
  if (rest.length === 0) return has;
  const inner = { '.': { left: left ?? null, attr: first } };
  return inOrder([has, compileHas({ left: inner, attr: rest }, compiler)], IS_FALSE);
}

function hasOne(left: Json, attribute: string, compiler: Compiler): Evaluate {
  if (isContext(left)) return () => Object.hasOwn(CONTEXT, attribute);
  const operand = compiler.operand(left);
  const has = unary(operand, (value) => hasAttribute(value, attribute));
  if (!isInput(left)) return has;
  // The arguments are a record, known or not.
  return (environment) => (environment.input instanceof Outcome ? EITHER : has(environment));
}

function compileLiteral(value: Json): Evaluate {
  if (isJsonObject(value)) {
    if (!isJsonObject(value.__entity)) throw new UnsupportedPolicy('a literal is not supported');
    const entity = entityOf(value);
    return () => entity;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new UnsupportedPolicy('a number is beyond 2^53-1');
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new UnsupportedPolicy('a literal is not supported');
  }
  return () => value;
}

function compileVariable(name: Json): Evaluate {
  const found = typeof name === 'string' && Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (found === undefined) throw new UnsupportedPolicy('`context` is used as a whole');
  return found;
}

function compileSet(body: Json, { operand }: Compiler): Evaluate {
  if (!Array.isArray(body)) throw new UnsupportedPolicy('a set has an unknown form');
  const elements = body.map(operand);
  return (environment) => {
    const values: Value[] = [];
    let known = true;
    for (const element of elements) {
      const value = element(environment);
      if (value === ERROR) return ERROR;
      if (value instanceof Outcome) known = false;
      else values.push(value);
    }
    return known ? values : UNKNOWN;
  };
}

function compileRecord(body: Json, { operand }: Compiler): Evaluate {
  const members = Object.entries(objectOf(body)).map(([key, member]) => [key, operand(member)] as const);
  return (environment) => {
    const record: Record<string, Value> = Object.create(null);
    let known = true;
    for (const [key, member] of members) {
      const value = member(environment);
      if (value === ERROR) return ERROR;
      if (value instanceof Outcome) known = false;
      else record[key] = value;
    }
    return known ? record : UNKNOWN;
  };
}

function compileIs(body: Json, compiler: Compiler): Evaluate {
  const { left, entity_type, in: within } = objectOf(body);
  const type = textOf(entity_type);
  const is = unary(compiler.operand(left), (value) => (value instanceof Entity ? value.type === type : ERROR));
  if (within === undefined) return is;
  return inOrder([is, binary([compiler.operand(left), compiler.operand(within)], isInAny)], IS_FALSE);
}

/** A constructor takes a literal, whose value is known at once. */
function literalOf(body: Json, parse: (text: string) => Value | undefined): Evaluate {
  const [argument, ...others] = Array.isArray(body) ? body : [];
  if (!isJsonObject(argument) || typeof argument.Value !== 'string' || others.length > 0) {
    throw new UnsupportedPolicy('the argument of a constructor is not a literal');
  }
  const value = parse(argument.Value) ?? ERROR;
  return () => value;
}

const FUNCTIONS = Object.fromEntries(
  Object.entries(TIME_FUNCTIONS).map(([name, { arity, apply }]) => {
    const compile: NodeCompiler = (body, { operand }) => {
      if (!Array.isArray(body) || body.length !== arity) throw new UnsupportedPolicy(`\`${name}\` has an unknown form`);
      const operands = body.map(operand);
      return arity === 1 ? unary(operands[0], (value) => apply(value, undefined)) : binary(operands, apply);
    };
    return [name, compile];
  }),
);

/** Every node of an expression that policies may contain, by its key in Cedar's JSON form: nothing else is evaluated. */
export const NODES: Readonly<Record<string, NodeCompiler>> = {
  ...LOGIC,
  ...FUNCTIONS,
  Value: compileLiteral,
  Var: compileVariable,
  Set: compileSet,
  Record: compileRecord,
  '.': compileAttribute,
  has: compileHas,
  is: compileIs,
  like: (body, compiler) => {
    const { left, pattern } = objectOf(body);
    const matches = compileLike(pattern ?? null);
    return unary(compiler.operand(left), (value, environment) =>
      typeof value === 'string' ? matches(value, environment) : ERROR,
    );
  },
  '==': (body, compiler) =>
    binary(operandsOf(body, compiler, SIDES), (a, b, environment) => isEqual(a, b, environment)),
  '!=': (body, compiler) =>
    binary(operandsOf(body, compiler, SIDES), (a, b, environment) => !isEqual(a, b, environment)),
  '<': ordered((a, b) => a < b),
  '<=': ordered((a, b) => a <= b),
  '>': ordered((a, b) => a > b),
  '>=': ordered((a, b) => a >= b),
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  neg: (body, compiler) =>
    unary(operandsOf(body, compiler, ['arg'])[0], (value) => (isLong(value) ? longOrError(-BigInt(value)) : ERROR)),
  in: (body, compiler) => binary(operandsOf(body, compiler, SIDES), isInAny),
  contains: (body, compiler) =>
    binary(operandsOf(body, compiler, SIDES), (set, element, environment) =>
      isSet(set) ? includes(set, element, environment) : ERROR,
    ),
  containsAll: onSets(includesAll),
  containsAny: onSets(includesAny),
  isEmpty: (body, compiler) =>
    unary(operandsOf(body, compiler, ['arg'])[0], (value) => (isSet(value) ? value.length === 0 : ERROR)),
  datetime: (body) => literalOf(body, parseDatetime),
  duration: (body) => literalOf(body, parseDuration),
};
