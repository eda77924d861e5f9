import { checkTemplate } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import type { TargetTool } from '../types.ts';
import { streamOf } from './lambda-tool.ts';

/**
 * Finds what the schema of a `lambda` block cannot say. Whether the stage lists the function is known only where it runs.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault, empty when there is none
 */
export async function checkLambda({ target }: TargetTool): Promise<Fault[]> {
  const faults: Fault[] = [];
  const stream = streamOf(target);
  if (target.tool !== undefined && target.payload !== undefined) {
    faults.push({ path: ['tool'], message: 'is told only in the default payload; put the name into `payload`' });
  }
  if (target.row !== undefined && stream !== 'ndjson') {
    faults.push({ path: ['row'], message: 'maps the rows of `stream: ndjson`; there are none' });
  }
  if (target.result !== undefined && stream === 'toolkit') {
    faults.push({
      path: ['result'],
      message: 'has no meaning with `stream: toolkit`: the function says its own result',
    });
  }
  faults.push(...(await checkTemplate(target.payload, ['payload'], ['args'])));
  faults.push(...(await checkTemplate(target.row, ['row'], ['args', 'row'])));
  faults.push(...(await checkTemplate(target.result, ['result'], ['args', 'response'])));
  return faults;
}
