import type { ContentBlock, ToolResult } from '../../content/index.ts';
import type { JsonObject } from '../../json.ts';
import type { PrepareTarget } from '../types.ts';

/** Prepares a tool that returns the block's text, JSON, image, audio or resource for every call. */
export const prepareStatic: PrepareTarget = ({ target }) => {
  const result = buildResult(target);
  return () => result;
};

/** Frozen, so that a caller can cache its serialized form by identity. */
function buildResult(target: JsonObject): ToolResult {
  const structured = Object.hasOwn(target, 'json') ? target.json : target.structuredContent;
  return Object.freeze({
    content: Object.freeze(buildContent(target)),
    ...(structured === undefined ? {} : { structuredContent: structured }),
    ...(target.isError === true ? { isError: true } : {}),
  });
}

function buildContent(target: JsonObject): readonly ContentBlock[] {
  if (target.json !== undefined) return [{ type: 'text', text: JSON.stringify(target.json) }];
  if (typeof target.text === 'string') return [{ type: 'text', text: target.text }];
  // the block's schema uses the schema of content blocks
  return (target.content ?? []) as unknown as readonly ContentBlock[];
}
