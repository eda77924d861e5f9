import type { ResourceDocument } from '../../catalog/documents.ts';
import type { ToolResult } from '../../content/index.ts';
import { compileTemplate, holdsExpression, settle } from '../../expression/index.ts';
import type { PreparedTarget } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';

/**
 * Makes a target of inline contents. In a template, the text may be an expression over `$args`; what gives no text
 * is written as JSON, and where it finds nothing there is no such resource.
 *
 * @returns a target that gives the same frozen result to every call where nothing depends on the arguments
 */
export function inlineContents(document: ResourceDocument): PreparedTarget {
  const { uri = '', text = '', blob } = document;
  if (blob !== undefined) return always({ content: [{ type: 'resource', resource: { uri, blob } }] });
  if (isConstant(document)) return always(textResult(text));
  const template = compileTemplate(text, 'text');
  return (args) =>
    settle([template({ args })], ([value]) => {
      if (value === undefined) throw new ToolError('Its document has no text for it.', { notFound: true });
      return textResult(typeof value === 'string' ? value : JSON.stringify(value));
    });
}

/** Whether a document holds the very contents, so that publishing has bounded them. */
export function isConstant({ uriTemplate, text, target }: ResourceDocument): boolean {
  return target === undefined && (uriTemplate === undefined || !holdsExpression(text));
}

const textResult = (text: string): ToolResult => ({ content: [{ type: 'text', text }] });

function always(result: ToolResult): PreparedTarget {
  const frozen = Object.freeze(result);
  return () => frozen;
}
