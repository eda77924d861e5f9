import { checkBlock } from '../../content/publish.ts';
import type { Fault } from '../../fault.ts';
import type { Json } from '../../json.ts';
import type { TargetTool } from '../types.ts';

const WAYS = ['content', 'text', 'json'] as const;

/**
 * Checks rules that the schema of a `static` block cannot express.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export function checkStatic(tool: TargetTool): Fault[] {
  const { target, output } = tool;
  const faults: Fault[] = [];
  const given = WAYS.filter((way) => Object.hasOwn(target, way));
  if (given.length !== 1) {
    faults.push({
      path: [],
      message: `needs exactly one of ${WAYS.join(', ')}; has ${given.join(' and ') || 'none'}`,
    });
  }
  if (Object.hasOwn(target, 'json') && Object.hasOwn(target, 'structuredContent')) {
    faults.push({
      path: ['structuredContent'],
      message: '`json` already sets the structured content; remove one of them',
    });
  }
  const structured = Object.hasOwn(target, 'json') || Object.hasOwn(target, 'structuredContent');
  if (output && !structured && target.isError !== true) {
    faults.push({
      path: [],
      message: 'the tool has an `output` schema, so its result needs `json` or `structuredContent`',
    });
  }
  const content = Array.isArray(target.content) ? (target.content as readonly Json[]) : [];
  content.forEach((block, index) => {
    faults.push(...checkBlock(block).map((fault) => ({ ...fault, path: ['content', index, ...fault.path] })));
  });
  return faults;
}
