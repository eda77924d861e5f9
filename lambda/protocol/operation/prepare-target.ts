import type { CallLimits } from '../../catalog/index.ts';
import { type PreparedTarget, type TargetEnvironment, type TargetTool, targets } from '../../targets/index.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_RESULT_BYTES = 262_144;

/** Limits of one call, with the defaults filled in. What a target reads is its own affair. */
export type Limits = Required<Omit<CallLimits, 'answerBytes'>>;

/** Returns a document's limits, with defaults for those that it does not set. */
export function limitsOf(limits: CallLimits | undefined): Limits {
  return {
    timeoutMs: limits?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    resultBytes: limits?.resultBytes ?? DEFAULT_RESULT_BYTES,
  };
}

/**
 * Prepares the target of a document.
 *
 * @param label name of the document in errors: `prompt code_review`
 * @throws Error for a target type that this version does not support: the catalogue is newer than the functions
 */
export function prepareTarget(label: string, tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { type } = tool.target;
  const prepare = Object.hasOwn(targets, type) ? targets[type] : undefined;
  if (prepare === undefined) throw new Error(`${label}: this version does not support target type ${type}`);
  return prepare(tool, environment);
}
