import { checkBlock, withStandIns } from '../../content/publish.ts';
import { checkTexts } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import type { Json } from '../../json.ts';
import { checkConstant } from '../output.ts';
import type { TargetTool } from '../types.ts';
import { TEMPLATE_KEYS } from './static-tool.ts';

const WAYS = ['content', 'text', 'json'] as const;

/**
 * Checks rules that the schema of a `static` block cannot express.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkStatic(tool: TargetTool): Promise<Fault[]> {
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
    const found = checkBlock(withStandIns(block));
    faults.push(...found.map((fault) => ({ ...fault, path: ['content', index, ...fault.path] })));
  });
  for (const key of ['json', 'structuredContent']) {
    const value = target[key];
    if (output && value !== undefined && target.isError !== true) {
      faults.push(...(await checkConstant([key], value, output)));
    }
  }
  const texts = await checkTexts(target, { templates: TEMPLATES, shapes: { args: tool.input }, known: faults });
  return [...faults, ...texts];
}

const TEMPLATES = Object.fromEntries(TEMPLATE_KEYS.map((key) => [key, ['args'] as const]));
