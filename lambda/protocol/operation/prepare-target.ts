import type { ToolLimits } from '../../catalog/documents.ts';
import { type PreparedTarget, type TargetEnvironment, type TargetTool, targets } from '../../targets/index.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_RESULT_BYTES = 262_144;

/** Bounds of one call, all of them known. */
export type Limits = Required<ToolLimits>;

/** A document's bounds, with the defaults where it sets none. */
export function limitsOf(limits: ToolLimits | undefined): Limits {
  return {
    timeoutMs: limits?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    resultBytes: limits?.resultBytes ?? DEFAULT_RESULT_BYTES,
  };
}

/**
 * Prepares the target of a document.
 *
 * @param label what errors call the document: `prompt code_review`
 * @throws Error for a target type that this version does not know: the catalogue is ahead of the functions
 */
export function prepareTarget(label: string, tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { type } = tool.target;
  const prepare = Object.hasOwn(targets, type) ? targets[type] : undefined;
  if (prepare === undefined) throw new Error(`${label}: this version does not know target type ${type}`);
  return prepare(tool, environment);
}
