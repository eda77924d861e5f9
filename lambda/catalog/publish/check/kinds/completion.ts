import type { Fault } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import { TARGET } from './common.ts';
import { type TargetTypes, under } from './kind.ts';
import { checkTarget } from './target.ts';

/** A list of values, or `{ target }`; each keyword applies to one of the two. */
export const COMPLETION = {
  type: ['array', 'object'],
  maxItems: 1000,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 1024 },
  additionalProperties: false,
  required: ['target'],
  properties: { target: TARGET },
} as const;

/** The arguments of a completion's target. */
const INPUT: JsonObject = {
  type: 'object',
  properties: { value: { type: 'string' }, arguments: { type: 'object', additionalProperties: { type: 'string' } } },
  required: ['value', 'arguments'],
  additionalProperties: false,
};

/** Checks the target of a completion, if it has one. @param name the tool name that the target receives */
export async function checkCompletion(
  completion: Json | undefined,
  name: string,
  targets: TargetTypes,
): Promise<readonly Fault[]> {
  if (!isJsonObject(completion) || !isJsonObject(completion.target)) return [];
  return under(['target'], await checkTarget(completion.target, { name, input: INPUT }, targets));
}
