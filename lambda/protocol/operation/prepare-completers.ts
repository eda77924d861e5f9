import type { Completion } from '../../catalog/index.ts';
import type { JsonObject } from '../../json.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/index.ts';
import { prepareTarget } from './prepare-target.ts';

/**
 * The completion of an argument: an inline list, or a target that is called with `value` and `arguments`; `undefined` for an
 * argument without completion.
 */
type Completer = readonly string[] | PreparedTarget | undefined;

/** A completer for every argument, by its name. */
export type Completers = ReadonlyMap<string, Completer>;

/** The input schema of a completion's target. */
const INPUT: JsonObject = {
  type: 'object',
  properties: { value: { type: 'string' }, arguments: { type: 'object', additionalProperties: { type: 'string' } } },
  required: ['value', 'arguments'],
};

/**
 * Prepares the completions of a document.
 *
 * @param completions every argument, with its completion if it has one
 * @param owner the document's name, and its label in errors: `prompt code_review`
 * @throws Error for a target type that this version does not support
 */
export function prepareCompleters(
  completions: readonly (readonly [string, Completion | undefined])[],
  owner: { readonly name: string; readonly label: string },
  environment: TargetEnvironment,
): Completers {
  const prepare = (argument: string, completion: Completion | undefined): Completer => {
    if (completion === undefined || !('target' in completion)) return completion;
    const tool = { name: `${owner.name}.${argument}`, input: INPUT, target: completion.target };
    return prepareTarget(`the completion of ${argument} of ${owner.label}`, tool, environment);
  };
  return new Map(completions.map(([argument, completion]) => [argument, prepare(argument, completion)]));
}
