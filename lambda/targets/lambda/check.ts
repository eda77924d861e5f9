import { checkTemplate } from '../../expression/check.ts';
import type { TargetProblem, TargetTool } from '../types.ts';
import { streamOf } from './prepare.ts';

/**
 * Finds what the schema of a `lambda` block cannot say. Whether the stage lists the function is known only where it runs.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every problem, empty when there is none
 */
export async function checkLambda({ target }: TargetTool): Promise<TargetProblem[]> {
  const problems: TargetProblem[] = [];
  const stream = streamOf(target);
  if (target.tool !== undefined && target.payload !== undefined) {
    problems.push({ path: ['tool'], message: 'is told only in the default payload; put the name into `payload`' });
  }
  if (target.row !== undefined && stream !== 'ndjson') {
    problems.push({ path: ['row'], message: 'maps the rows of `stream: ndjson`; there are none' });
  }
  if (target.result !== undefined && stream === 'toolkit') {
    problems.push({
      path: ['result'],
      message: 'has no meaning with `stream: toolkit`: the function says its own result',
    });
  }
  problems.push(...(await checkTemplate(target.payload, ['payload'], ['args'])));
  problems.push(...(await checkTemplate(target.row, ['row'], ['args', 'row'])));
  problems.push(...(await checkTemplate(target.result, ['result'], ['args', 'response'])));
  return problems;
}
