import { holdsExpression } from '../expression/index.ts';
import type { Fault, KeyPath } from '../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { createCheck } from '../schema/index.ts';
import type { TargetTool } from './types.ts';

/** What a target's result is without `result`: a list of rows, a text, or nothing that is known when it is published. */
export type DefaultResult = 'rows' | 'text' | 'unknown';

/** The default result of rows or text, written out. */
const ITSELF = /^\{%\s*\$response\s*\.\s*(?:body|items|payload)\s*%\}$/;

/**
 * Checks that the result of a tool can satisfy its `output`: the default result, and what a `result` says without an expression.
 *
 * @param kind what the result is without `result`
 */
export async function checkOutput({ target, output }: TargetTool, kind: DefaultResult): Promise<Fault[]> {
  if (output === undefined) return [];
  const { result } = target;
  const isDefault = result === undefined || (typeof result === 'string' && ITSELF.test(result));
  if (isDefault && kind !== 'unknown' && output.type === 'object') {
    const [what, fix] = DEFAULTS[kind];
    const [path, verb] = result === undefined ? [[], 'add a'] : [['result'], 'write another'];
    return [{ path, message: `the result is ${what}, but \`output\` describes an object: ${verb} \`result\`, ${fix}` }];
  }
  return result === undefined ? [] : checkConstant(['result'], result, output);
}

const DEFAULTS = {
  rows: ['the list of rows', 'such as "{% { \'rows\': [$response.body] } %}"'],
  text: ['a text', 'which makes an object of it'],
} as const;

/**
 * Checks a value against `output`. Of one that holds an expression, only its type and its keys are certain.
 *
 * @param path its place in the block
 */
export async function checkConstant(path: KeyPath, value: Json, output: JsonObject): Promise<Fault[]> {
  if (holdsExpression(value)) return checkCertain(path, value, output);
  const check = await createCheck(output);
  const wrong = check(value);
  return wrong === undefined ? [] : [{ path, message: `does not satisfy \`output\`: ${wrong.replaceAll('\n', '; ')}` }];
}

function checkCertain(path: KeyPath, value: Json, { type, required }: JsonObject): Fault[] {
  if (Array.isArray(value) && type === 'object') {
    return [{ path, message: 'is a list, but `output` describes an object: make an object of it' }];
  }
  if (!isJsonObject(value) || !Array.isArray(required)) return [];
  const missing = required.map(String).filter((key) => !Object.hasOwn(value, key));
  return missing.map((key) => ({ path, message: `has no \`${key}\`, which \`output\` requires: add it` }));
}

/** A closed JSON Schema of an object: `$response` of a target, in which an expression finds nothing else. */
export function closedShape(properties: JsonObject): JsonObject {
  return { type: 'object', properties, additionalProperties: false };
}

/** `$caller`, where a template builds a request. The stage decides which claims there are. */
export const CALLER: JsonObject = closedShape({ id: { type: 'string' }, claims: { type: 'object' } });
