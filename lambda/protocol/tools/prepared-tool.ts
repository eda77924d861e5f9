import type { TaskSupport, ToolDocument } from '../../catalog/index.ts';
import type { ToolResult } from '../../content/index.ts';
import { type MirroredParam, mirroredParams } from '../../mcp/index.ts';
import {
  type Check,
  type Coercion,
  checkOnDemand,
  coercionOnDemand,
  createQuickCheck,
  type Defaults,
  defaultsOf,
  type QuickCheck,
} from '../../schema/index.ts';
import { isWrite, type PreparedTarget, type TargetEnvironment } from '../../targets/index.ts';
import { type ToolRate, toolRateOf } from '../limits/tool-rate.ts';
import { limitsOf, prepareTarget } from '../operation/prepare-target.ts';
import type { FirstQuestions } from './questions.ts';
import { questionsOnDemand } from './questions-on-demand.ts';

/** A tool that is prepared for any number of calls. */
export interface PreparedTool {
  readonly name: string;
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
  readonly timeoutMs: number;
  readonly resultBytes: number;
  /** Limits of all calls together; `undefined` for none. */
  readonly rate: ToolRate | undefined;
  /** Parameters that clients mirror in headers. spec: server/tools#x-mcp-header */
  readonly headerParams: readonly MirroredParam[];
  /** Finds arguments that are surely valid; for the others, {@link checkInput} decides. */
  readonly quickCheck: QuickCheck;
  readonly checkInput: () => Check | Promise<Check>;
  readonly checkOutput: (() => Check | Promise<Check>) | undefined;
  /** Whether arguments of a wrong type are converted; `undefined` for as the server says. */
  readonly coerce: boolean | undefined;
  readonly coercion: () => Promise<Coercion>;
  /** The defaults of arguments. */
  readonly defaults: Defaults;
  /** Questions to the user before the target runs. */
  readonly questions: FirstQuestions | undefined;
  readonly task: TaskSupport | undefined;
  /** Whether the tool may run twice for one call. spec: server/tools#tool, ToolAnnotations */
  readonly repeatable: boolean;
  /** Whether a call sends a request that must not be repeated. */
  readonly isWrite: boolean;
  readonly run: PreparedTarget;
  /** The text of a result that is always the same, once it has been made. */
  readonly constant: ConstantText;
}

/** A result that is always the same, and its JSON text. */
interface ConstantText {
  result: ToolResult | undefined;
  text: string;
}

/** Most tools have none of these; one list for all of them stays in the processor's caches (`bench/catalogue`). */
const NO_SCOPES: readonly string[] = [];
const NO_HEADERS: readonly MirroredParam[] = [];

/**
 * Prepares a published tool.
 *
 * @throws Error for a target type that this version does not support: the catalogue is newer than the functions
 */
export function prepareTool(document: ToolDocument, environment: TargetEnvironment): PreparedTool {
  const { name, input, output, annotations, target, limits, scopes, task, coerce } = document;
  const headerParams = mirroredParams(input);
  return {
    name,
    scopes: scopes ?? NO_SCOPES,
    ...limitsOf(limits),
    rate: toolRateOf(limits),
    headerParams: headerParams.length === 0 ? NO_HEADERS : headerParams,
    quickCheck: createQuickCheck(input),
    checkInput: checkOnDemand(input, true),
    checkOutput: output && checkOnDemand(output),
    coerce,
    coercion: coercionOnDemand(input),
    defaults: defaultsOf(input),
    questions: questionsOnDemand(document),
    task,
    repeatable: annotations?.readOnlyHint === true || annotations?.idempotentHint === true,
    isWrite: isWrite({ target, annotations }),
    run: prepareTarget(
      `tool ${name}`,
      { name, input, output, annotations, target, answerBytes: limits?.answerBytes },
      environment,
    ),
    constant: { result: undefined, text: '' },
  };
}
