import type { ResourceDocument } from '../../catalog/index.ts';
import type { ToolResult } from '../../content/index.ts';
import { compileTemplate, holdsExpression, settle } from '../../expression/index.ts';
import type { PreparedTarget } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';

/**
 * Makes a target of inline contents. In a template, the text may be an expression over `$args`; a value that is not a string is
 * serialized as JSON, and without a value the resource does not exist.
 *
 * @returns a target that returns the same frozen result to every call if the contents are constant
 */
export function inlineContents(document: ResourceDocument): PreparedTarget {
  const { uri = '', text = '', blob } = document;
  if (blob !== undefined) return always({ content: [{ type: 'resource', resource: { uri, blob } }] });
  if (isConstant(document)) return always(textResult(text));
  const template = compileTemplate(text, 'text');
  return (args, { work }) =>
    settle([template({ args, work })], ([value]) => {
      if (value === undefined)
        throw new ToolError('The expression of its document found no text for this URI.', { notFound: true });
      return textResult(typeof value === 'string' ? value : JSON.stringify(value));
    });
}

/** Whether a document holds the final contents, whose size publishing has checked. */
export function isConstant({ uriTemplate, text, target }: ResourceDocument): boolean {
  return target === undefined && (uriTemplate === undefined || !holdsExpression(text));
}

const textResult = (text: string): ToolResult => ({ content: [{ type: 'text', text }] });

function always(result: ToolResult): PreparedTarget {
  const frozen = Object.freeze(result);
  return () => frozen;
}
