import { checkTexts, type TemplateKeys } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import type { TargetTool } from '../types.ts';
import { streamOf } from './lambda-tool.ts';

/**
 * Checks rules that the schema of a `lambda` block cannot express. Only the running stage knows which functions it lists.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkLambda({ target }: TargetTool): Promise<Fault[]> {
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
  return [...faults, ...(await checkTexts(target, TEMPLATES, faults))];
}

const TEMPLATES: TemplateKeys = {
  payload: ['args'],
  row: ['args', 'row'],
  result: ['args', 'response'],
};
