import type { Completion } from '../../catalog/documents.ts';
import type { JsonObject } from '../../json.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/index.ts';
import { prepareTarget } from './prepare-target.ts';

/**
 * How an argument is completed: from a written list, or by a target, which is called with `value` and `arguments`; `undefined`
 * where nothing completes it.
 */
export type Completer = readonly string[] | PreparedTarget | undefined;

/** One for every argument, by its name. */
export type Completers = ReadonlyMap<string, Completer>;

/** What a completion's target is called with. */
const INPUT: JsonObject = {
  type: 'object',
  properties: { value: { type: 'string' }, arguments: { type: 'object', additionalProperties: { type: 'string' } } },
  required: ['value', 'arguments'],
};

/**
 * Prepares the completions of a document.
 *
 * @param completions every argument with its completion, if it has one
 * @param owner the document's name, and what errors call it: `prompt code_review`
 * @throws Error for a target type that this version does not know
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
