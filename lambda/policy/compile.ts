import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Environment } from './environment.ts';
import { UnsupportedPolicy } from './policy-json.ts';
import { Entity, ERROR, Outcome, type Result, UNKNOWN, type Value } from './values/index.ts';

/** Evaluates an expression. Never throws. */
export type Evaluate = (environment: Environment) => Result;

/** What compiling an expression needs and finds. */
export interface Compiler {
  /** Compiles an operand. @throws UnsupportedPolicy */
  readonly operand: (expression: Json | undefined) => Evaluate;
  /** Called when the expression reads the time. */
  readonly onTime: () => void;
}

/** A kind of node: compiles what its key holds. */
export type NodeCompiler = (body: Json, compiler: Compiler) => Evaluate;

/** Deeper expressions could overflow the stack. */
const EXPRESSION_DEPTH = 200;

/**
 * Compiles an expression to a function.
 *
 * @param nodes the nodes that may occur, by their key
 * @throws UnsupportedPolicy for any other node, and for one in an unknown form
 */
export function compileExpression(
  expression: Json | undefined,
  nodes: Readonly<Record<string, NodeCompiler>>,
  onTime: () => void,
  depth = 0,
): Evaluate {
  if (depth > EXPRESSION_DEPTH) throw new UnsupportedPolicy(`nested deeper than ${EXPRESSION_DEPTH} levels`);
  const [key, body] = onlyMember(expression);
  const compile = Object.hasOwn(nodes, key) ? nodes[key] : undefined;
  if (compile === undefined) throw new UnsupportedPolicy(`\`${key}\` is not supported`);
  const operand = (inner: Json | undefined) => compileExpression(inner, nodes, onTime, depth + 1);
  return compile(body, { operand, onTime });
}

/** The name and the content of a node. */
function onlyMember(expression: Json | undefined): readonly [key: string, body: Json] {
  const [member, ...others] = isJsonObject(expression) ? Object.entries(expression) : [];
  if (member === undefined || others.length > 0 || member[1] === undefined) {
    throw new UnsupportedPolicy('an expression has an unknown form');
  }
  return [member[0], member[1]];
}

/** The operands of a node, by their names. */
export function operandsOf(body: Json, { operand }: Compiler, names: readonly string[]): readonly Evaluate[] {
  const members = objectOf(body);
  return names.map((name) => operand(members[name]));
}

export function objectOf(body: Json): JsonObject {
  if (isJsonObject(body)) return body;
  throw new UnsupportedPolicy('an operator has an unknown form');
}

/** A text among the members of a node. */
export function textOf(body: Json | undefined): string {
  if (typeof body === 'string') return body;
  throw new UnsupportedPolicy('a name is not a text');
}

/** An entity in JSON. */
export function entityOf(value: Json | undefined): Entity {
  if (!isJsonObject(value)) throw new UnsupportedPolicy('an entity has an unknown form');
  const { type, id } = isJsonObject(value.__entity) ? value.__entity : value;
  return new Entity(textOf(type), textOf(id));
}

/** An operator with one operand: whatever the operand is not, the operator is not either. */
export function unary(
  operand: Evaluate | undefined,
  apply: (value: Value, environment: Environment) => Result,
): Evaluate {
  if (operand === undefined) throw new UnsupportedPolicy('an operator lacks its operand');
  return (environment) => {
    const value = operand(environment);
    if (value instanceof Outcome) return value === ERROR ? ERROR : UNKNOWN;
    return apply(value, environment);
  };
}

/** An operator that evaluates two operands, whatever they are. */
export function binary(
  [left, right]: readonly Evaluate[],
  apply: (left: Value, right: Value, environment: Environment) => Result,
): Evaluate {
  if (left === undefined || right === undefined) throw new UnsupportedPolicy('an operator lacks an operand');
  return (environment) => {
    const first = left(environment);
    if (first === ERROR) return ERROR;
    const second = right(environment);
    if (second === ERROR) return ERROR;
    if (first instanceof Outcome || second instanceof Outcome) return UNKNOWN;
    return apply(first, second, environment);
  };
}
