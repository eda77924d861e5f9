import type { ToolDocument } from '../../lambda/catalog/documents.ts';
import { ANSWER_TEXT, SERVER, TOOL } from './workload.ts';

/** The tool of `calls` and `cold`, as its author would write it. */
export function staticTool(): ToolDocument {
  return { kind: 'Tool', server: SERVER, ...TOOL, target: { type: 'static', text: ANSWER_TEXT } };
}
