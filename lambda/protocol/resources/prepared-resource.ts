import { type ResourceDocument, stringArguments } from '../../catalog/index.ts';
import { parseUriTemplate } from '../../catalog/uri-template/index.ts';
import type { ToolResult } from '../../content/index.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/index.ts';
import { onceFrozen } from '../operation/once-frozen.ts';
import { type Completers, prepareCompleters } from '../operation/prepare-completers.ts';
import { type Limits, limitsOf, prepareTarget } from '../operation/prepare-target.ts';
import { contentsOf } from './contents.ts';
import { inlineContents, isConstant } from './inline-content.ts';

/** A resource, or a template of resources, that is prepared for any number of requests. */
export interface PreparedResource {
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
  /** Limits of every target of the document, including those of completions. */
  readonly limits: Limits;
  /** Maximum bytes of a result; publishing has already checked inline contents. */
  readonly resultBytes: number;
  /** Whether the document holds the contents, so that they change only when it is published. */
  readonly isInline: boolean;
  /** A completer for every variable of a template, by its name. */
  readonly completers: Completers;
  /** Takes the template's variables, and `uri`. */
  readonly run: PreparedTarget;
  /**
   * Converts the result of {@link run} to the JSON text of a `ReadResourceResult`.
   *
   * @returns `undefined` for an empty result: the resource does not exist
   * @throws ToolError for a result that cannot be converted to contents
   */
  readonly write: (result: ToolResult, uri: string) => string | undefined;
}

/**
 * Prepares a published resource.
 *
 * @throws Error for a target type that this version does not support: the catalogue is newer than the functions
 */
export function prepareResource(document: ResourceDocument, environment: TargetEnvironment): PreparedResource {
  const { name, uri, uriTemplate, scopes = [], completions = {}, target } = document;
  const limits = limitsOf(document.limits);
  const label = `resource ${uri ?? uriTemplate}`;
  const variables = uriTemplate === undefined ? [] : parseUriTemplate(uriTemplate).variables;
  const input = stringArguments([...variables, 'uri']);
  return {
    scopes,
    limits,
    resultBytes: isConstant(document) ? Number.POSITIVE_INFINITY : limits.resultBytes,
    isInline: target === undefined,
    completers: prepareCompleters(
      variables.map((variable) => [variable, ownCompletion(completions, variable)]),
      { name, label },
      environment,
    ),
    run:
      target === undefined
        ? inlineContents(document)
        : prepareTarget(label, { name, input, target, answerBytes: document.limits?.answerBytes }, environment),
    write: prepareWriter(document),
  };
}

function ownCompletion(completions: NonNullable<ResourceDocument['completions']>, variable: string) {
  return Object.hasOwn(completions, variable) ? completions[variable] : undefined;
}

/** Constant contents are serialized once; those of a template depend on the URI. */
function prepareWriter(document: ResourceDocument): PreparedResource['write'] {
  const write = (result: ToolResult, asked: string) => {
    const contents = contentsOf(result, asked, document);
    return contents.length === 0 ? undefined : JSON.stringify({ contents });
  };
  const { uri } = document;
  return uri === undefined ? write : onceFrozen((result) => write(result, uri));
}
