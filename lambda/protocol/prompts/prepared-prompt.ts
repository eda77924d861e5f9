import { type PromptDocument, stringArguments } from '../../catalog/index.ts';
import type { ToolResult } from '../../content/index.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/index.ts';
import { onceFrozen } from '../operation/once-frozen.ts';
import { type Completers, prepareCompleters } from '../operation/prepare-completers.ts';
import { type Limits, limitsOf, prepareTarget } from '../operation/prepare-target.ts';
import { inlineMessages, isConstant } from './inline-content.ts';
import { messagesOf } from './messages.ts';

/** A prompt that is prepared for any number of requests. */
export interface PreparedPrompt {
  readonly name: string;
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
  /** Limits of every target of the document, including those of completions. */
  readonly limits: Limits;
  /** Maximum bytes of a result; publishing has already checked inline messages. */
  readonly resultBytes: number;
  /** Names of the required arguments. */
  readonly required: readonly string[];
  /** A completer for every argument, by its name. */
  readonly completers: Completers;
  /** Takes the arguments, all of which are strings. */
  readonly run: PreparedTarget;
  /**
   * Converts the result of {@link run} to the JSON text of a `GetPromptResult`.
   *
   * @throws ToolError for a result that cannot be converted to messages
   */
  readonly write: (result: ToolResult) => string;
}

/**
 * Prepares a published prompt.
 *
 * @throws Error for a target type that this version does not support: the catalogue is newer than the functions
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
    run:
      target === undefined
        ? inlineMessages(messages)
        : prepareTarget(label, { name, input, target, answerBytes: document.limits?.answerBytes }, environment),
    write: onceFrozen((result) => JSON.stringify({ description, ...messagesOf(result, name) })),
  };
}
