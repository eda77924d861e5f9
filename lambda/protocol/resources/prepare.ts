import type { ResourceDocument } from '../../catalog/documents.ts';
import { stringArguments } from '../../catalog/string-arguments.ts';
import { parseUriTemplate } from '../../catalog/uri-template/index.ts';
import type { ToolResult } from '../../content/index.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/index.ts';
import { onceFrozen } from '../operation/once-frozen.ts';
import { type Completers, prepareCompleters } from '../operation/prepare-completers.ts';
import { type Limits, limitsOf, prepareTarget } from '../operation/prepare-target.ts';
import { contentsOf } from './contents.ts';
import { inlineContents, isConstant } from './inline-content.ts';

/** A resource, or a template of resources, ready to be read any number of times. */
export interface PreparedResource {
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
  /** What every target of the document must keep to, those of completions too. */
  readonly limits: Limits;
  /** Bytes that a result may have; contents that the document holds were bounded when it was published. */
  readonly resultBytes: number;
  /** Whether the document holds the contents: they change with it only. */
  readonly isWritten: boolean;
  /** One for every variable of a template, by its name. */
  readonly completers: Completers;
  /** Called with the template's variables, and `uri`. */
  readonly run: PreparedTarget;
  /**
   * Writes the JSON text of a `ReadResourceResult` of what {@link run} gave.
   *
   * @returns `undefined` where the target gave nothing: there is no such resource
   * @throws ToolError for what cannot become contents
   */
  readonly write: (result: ToolResult, uri: string) => string | undefined;
}

/**
 * Prepares a published resource.
 *
 * @throws Error for a target type that this version does not know: the catalogue is ahead of the functions
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
    isWritten: target === undefined,
    completers: prepareCompleters(
      variables.map((variable) => [variable, ownCompletion(completions, variable)]),
      { name, label },
      environment,
    ),
    run: target === undefined ? inlineContents(document) : prepareTarget(label, { name, input, target }, environment),
    write: prepareWriter(document),
  };
}

function ownCompletion(completions: NonNullable<ResourceDocument['completions']>, variable: string) {
  return Object.hasOwn(completions, variable) ? completions[variable] : undefined;
}

/** What is always the same is written once; that of a template depends on the URI. */
function prepareWriter(document: ResourceDocument): PreparedResource['write'] {
  const write = (result: ToolResult, asked: string) => {
    const contents = contentsOf(result, asked, document);
    return contents.length === 0 ? undefined : JSON.stringify({ contents });
  };
  const { uri } = document;
  return uri === undefined ? write : onceFrozen((result) => write(result, uri));
}
