import type { PromptDocument } from '../../catalog/documents.ts';
import { stringArguments } from '../../catalog/string-arguments.ts';
import type { ToolResult } from '../../content/index.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/index.ts';
import { onceFrozen } from '../operation/once-frozen.ts';
import { type Completers, prepareCompleters } from '../operation/prepare-completers.ts';
import { type Limits, limitsOf, prepareTarget } from '../operation/prepare-target.ts';
import { inlineMessages, isConstant } from './inline-content.ts';
import { messagesOf } from './messages.ts';

/** A prompt ready to be got any number of times. */
export interface PreparedPrompt {
  readonly name: string;
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
  /** What every target of the document must keep to, those of completions too. */
  readonly limits: Limits;
  /** Bytes that a result may have; messages that the document holds were bounded when it was published. */
  readonly resultBytes: number;
  /** Names of the arguments that a caller must give. */
  readonly required: readonly string[];
  /** One for every argument, by its name. */
  readonly completers: Completers;
  /** Called with the arguments, all of them strings. */
  readonly run: PreparedTarget;
  /**
   * Writes the JSON text of a `GetPromptResult` of what {@link run} gave.
   *
   * @throws ToolError for what cannot become messages
   */
  readonly write: (result: ToolResult) => string;
}

/**
 * Prepares a published prompt.
 *
 * @throws Error for a target type that this version does not know: the catalogue is ahead of the functions
 */
export function preparePrompt(document: PromptDocument, environment: TargetEnvironment): PreparedPrompt {
  const { name, description, scopes = [], arguments: known = [] } = document;
  const limits = limitsOf(document.limits);
  const label = `prompt ${name}`;
  const names = known.map((argument) => argument.name);
  const required = known.flatMap((argument) => (argument.required === true ? [argument.name] : []));
  const input = stringArguments(names, required);
  const { messages = [], target } = document;
  return {
    name,
    scopes,
    limits,
    resultBytes: isConstant(document) ? Number.POSITIVE_INFINITY : limits.resultBytes,
    required,
    completers: prepareCompleters(
      known.map((argument) => [argument.name, argument.completion]),
      { name, label },
      environment,
    ),
    run: target === undefined ? inlineMessages(messages) : prepareTarget(label, { name, input, target }, environment),
    write: onceFrozen((result) => JSON.stringify({ description, ...messagesOf(result, name) })),
  };
}
