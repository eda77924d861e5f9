import type { TaskSupport, ToolDocument } from '../../catalog/documents.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { type Check, createCheck, createDefaults } from '../../schema/check.ts';
import type { PreparedTarget, TargetEnvironment } from '../../targets/types.ts';
import { limitsOf, prepareTarget } from '../operation/prepare-target.ts';
import { type FirstQuestions, prepareQuestions } from './questions.ts';

/** A tool ready to be called any number of times. What is a promise at first is settled in place at the first call. */
export interface PreparedTool {
  readonly name: string;
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
  readonly timeoutMs: number;
  readonly resultBytes: number;
  /** Parameters that callers mirror into headers. spec: server/tools#x-mcp-header */
  readonly headerParams: readonly HeaderParam[];
  checkInput: Check | Promise<Check>;
  checkOutput: Check | Promise<Check> | undefined;
  readonly withDefaults: (args: JsonObject) => JsonObject;
  /** What the person is asked before the target runs. */
  readonly questions: FirstQuestions | undefined;
  readonly task: TaskSupport | undefined;
  /** Whether it may run twice for one call. spec: server/tools#tool, ToolAnnotations */
  readonly repeatable: boolean;
  readonly run: PreparedTarget;
}

/** One parameter that is mirrored into a header. */
export interface HeaderParam {
  /** Lower-case header name, for example `mcp-param-region`. */
  readonly header: string;
  /** Where the value lies in the arguments. */
  readonly path: readonly string[];
}

/**
 * Prepares a published tool.
 *
 * @throws Error for a target type that this version does not know: the catalogue is ahead of the functions
 */
export function prepareTool(document: ToolDocument, environment: TargetEnvironment): PreparedTool {
  const { name, input, output, annotations, target, limits, scopes, task } = document;
  return {
    name,
    scopes: scopes ?? [],
    ...limitsOf(limits),
    headerParams: findHeaderParams(input),
    checkInput: createCheck(input),
    checkOutput: output && createCheck(output),
    withDefaults: createDefaults(input),
    questions: prepareQuestions(document),
    task,
    repeatable: annotations?.readOnlyHint === true || annotations?.idempotentHint === true,
    run: prepareTarget(`tool ${name}`, { name, input, output, annotations, target }, environment),
  };
}

// spec: server/tools#x-mcp-header: annotations count only where a chain of `properties` leads to them.
function findHeaderParams(schema: JsonObject, path: readonly string[] = []): HeaderParam[] {
  if (!isJsonObject(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    if (!isJsonObject(property)) return [];
    const here = [...path, key];
    const header = property['x-mcp-header'];
    const own = typeof header === 'string' ? [{ header: `mcp-param-${header.toLowerCase()}`, path: here }] : [];
    return [...own, ...findHeaderParams(property, here)];
  });
}
