import type { TaskSupport, ToolDocument } from '../../catalog/documents.ts';
import type { JsonObject } from '../../json.ts';
import { type MirroredParam, mirroredParams } from '../../mcp/mirrored-params.ts';
import { type Check, createCheck, createDefaults } from '../../schema/index.ts';
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
  readonly headerParams: readonly MirroredParam[];
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
    headerParams: mirroredParams(input),
    checkInput: createCheck(input),
    checkOutput: output && createCheck(output),
    withDefaults: createDefaults(input),
    questions: prepareQuestions(document),
    task,
    repeatable: annotations?.readOnlyHint === true || annotations?.idempotentHint === true,
    run: prepareTarget(`tool ${name}`, { name, input, output, annotations, target }, environment),
  };
}
