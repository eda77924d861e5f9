import { holdsExpression } from '../expression/index.ts';
import type { Fault, KeyPath } from '../fault.ts';
import type { Json, JsonObject } from '../json.ts';
import { createCheck } from '../schema/index.ts';
import type { TargetTool } from './types.ts';

/** What a target's result is without `result`: a list of rows, a text, or nothing that is known when it is published. */
export type DefaultResult = 'rows' | 'text' | 'unknown';

/**
 * Checks that the result of a tool can satisfy its `output`: the default result, and a `result` without an expression.
 *
 * @param kind what the result is without `result`
 */
export async function checkOutput({ target, output }: TargetTool, kind: DefaultResult): Promise<Fault[]> {
  if (output === undefined) return [];
  const { result } = target;
  if (result !== undefined) return checkConstant(['result'], result, output);
  if (kind === 'unknown' || output.type !== 'object') return [];
  const [what, fix] = DEFAULTS[kind];
  return [{ path: [], message: `the result is ${what}, but \`output\` describes an object: add a \`result\`, ${fix}` }];
}

const DEFAULTS = {
  rows: ['the list of rows', 'such as "{% { \'rows\': [$response.body] } %}"'],
  text: ['a text', 'which makes an object of it'],
} as const;

/**
 * Checks a value against `output`, unless it holds an expression.
 *
 * @param path its place in the block
 */
export async function checkConstant(path: KeyPath, value: Json, output: JsonObject): Promise<Fault[]> {
  if (holdsExpression(value)) return [];
  const check = await createCheck(output);
  const wrong = check(value);
  return wrong === undefined ? [] : [{ path, message: `does not satisfy \`output\`: ${wrong.replaceAll('\n', '; ')}` }];
}

/** A closed JSON Schema of an object: `$response` of a target, in which an expression finds nothing else. */
export function closedShape(properties: JsonObject): JsonObject {
  return { type: 'object', properties, additionalProperties: false };
}
