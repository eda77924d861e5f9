import { checkTexts, type TemplateKeys } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import type { JsonObject } from '../../json.ts';
import { CALLER, checkOutput, closedShape } from '../output.ts';
import type { StageAccess, TargetTool } from '../types.ts';
import { streamOf } from './lambda-tool.ts';

/**
 * Checks rules that the schema of a `lambda` block cannot express. Only the running stage knows which functions it lists.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkLambda(tool: TargetTool): Promise<Fault[]> {
  const { target, input } = tool;
  const faults: Fault[] = [];
  const stream = streamOf(target);
  if (target.tool !== undefined && target.payload !== undefined) {
    faults.push({ path: ['tool'], message: 'is sent only in the default payload; put the name into `payload`' });
  }
  if (target.row !== undefined && stream !== 'ndjson') {
    faults.push({ path: ['row'], message: 'maps rows, which only `stream: ndjson` has' });
  }
  if (target.result !== undefined && stream === 'toolkit') {
    faults.push({
      path: ['result'],
      message: 'has no effect with `stream: toolkit`: the function returns its own result',
    });
  }
  if (stream !== 'toolkit') faults.push(...(await checkOutput(tool, DEFAULT_RESULTS[stream])));
  const response = closedShape({ payload: stream === 'text' ? { type: 'string' } : {} });
  const texts = await checkTexts(target, {
    templates: TEMPLATES,
    shapes: { args: input, caller: CALLER, response },
    output: tool.output,
    known: faults,
  });
  return [...faults, ...texts];
}

/** Finds a function that the stage does not list. */
export function checkLambdaStage({ function: name }: JsonObject, { functions }: StageAccess): readonly Fault[] {
  if (functions.includes(String(name))) return [];
  const message = `the stage lists no function \`${name}\`: add it under \`functions\` or \`existingFunctions\`; its functions: ${functions.join(', ') || 'none'}`;
  return [{ path: ['function'], message }];
}

const DEFAULT_RESULTS = { none: 'unknown', ndjson: 'rows', text: 'text' } as const;

const TEMPLATES: TemplateKeys = {
  payload: ['args', 'caller'],
  row: ['args', 'row'],
  result: ['args', 'response'],
};
