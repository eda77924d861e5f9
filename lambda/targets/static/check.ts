import { isBase64 } from '../../content/blocks.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { TargetProblem, TargetTool } from '../types.ts';

const WAYS = ['content', 'text', 'json'] as const;

/**
 * Finds what the schema of a `static` block cannot say.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every problem, empty when there is none
 */
export function checkStatic(tool: TargetTool): TargetProblem[] {
  const { target, output } = tool;
  const problems: TargetProblem[] = [];
  const given = WAYS.filter((way) => Object.hasOwn(target, way));
  if (given.length !== 1) {
    problems.push({
      path: [],
      message: `needs exactly one of ${WAYS.join(', ')}; has ${given.join(' and ') || 'none'}`,
    });
  }
  if (Object.hasOwn(target, 'json') && Object.hasOwn(target, 'structuredContent')) {
    problems.push({
      path: ['structuredContent'],
      message: '`json` is the structured content already; remove one of them',
    });
  }
  const structured = Object.hasOwn(target, 'json') || Object.hasOwn(target, 'structuredContent');
  if (output && !structured && target.isError !== true) {
    problems.push({
      path: [],
      message: 'the tool has an `output` schema, so its result needs `json` or `structuredContent`',
    });
  }
  const content = Array.isArray(target.content) ? (target.content as readonly Json[]) : [];
  content.forEach((block, index) => {
    problems.push(...checkBlock(block).map(({ path, message }) => ({ path: ['content', index, ...path], message })));
  });
  return problems;
}

/** Finds what the schema of a content block cannot say. */
export function checkBlock(block: Json): TargetProblem[] {
  if (!isJsonObject(block)) return [];
  const problems = checkAnnotations(block.annotations);
  return problems.length > 0 ? problems : checkContents(block);
}

function checkContents(block: JsonObject): TargetProblem[] {
  if (block.type === 'image' || block.type === 'audio') return checkBase64(['data'], block.data);
  if (block.type !== 'resource' || !isJsonObject(block.resource)) return [];
  const { text, blob } = block.resource;
  if ((text === undefined) === (blob === undefined)) {
    return [{ path: ['resource'], message: 'needs exactly one of text and blob' }];
  }
  return blob === undefined ? [] : checkBase64(['resource', 'blob'], blob);
}

/** Finds what the schema of annotations cannot say: it knows the form of a date, and no calendar. */
export function checkAnnotations(annotations: Json | undefined): TargetProblem[] {
  const { lastModified } = isJsonObject(annotations) ? annotations : {};
  if (typeof lastModified !== 'string' || !Number.isNaN(Date.parse(lastModified))) return [];
  const message = `there is no such time: write it as in \`2025-01-12T15:00:58Z\`, found string "${lastModified}"`;
  return [{ path: ['annotations', 'lastModified'], message }];
}

/** Demands Base64 at a path. */
export function checkBase64(path: readonly string[], value: Json | undefined): TargetProblem[] {
  if (isBase64(value)) return [];
  return [{ path, message: 'is not base64 (RFC 4648, with padding, without line breaks)' }];
}
