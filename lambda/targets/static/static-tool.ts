import { blockProblem, type ContentBlock, type ToolResult } from '../../content/index.ts';
import { compileOptional, holdsExpression, settle } from '../../expression/index.ts';
import type { JsonObject } from '../../json.ts';
import { exceedsBytes } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { tooLarge } from '../result.ts';
import type { PreparedTarget, PrepareTarget } from '../types.ts';

/** The keys whose texts may be expressions. */
export const TEMPLATE_KEYS = ['content', 'text', 'json', 'structuredContent'] as const;

/** Prepares a tool that returns the block's text, JSON, image, audio or resource; without an expression, always the same. */
export const prepareStatic: PrepareTarget = ({ target }) => {
  if (TEMPLATE_KEYS.some((key) => holdsExpression(target[key]))) return evaluated(target);
  const result = buildResult(target);
  return () => result;
};

/** Evaluates the block's expressions at each call. */
function evaluated(target: JsonObject): PreparedTarget {
  const templates = TEMPLATE_KEYS.map((key) => compileOptional(target[key], key));
  return (args, { work, resultBytes }) =>
    settle(
      templates.map((template) => template?.({ args, work })),
      ([content, text, json, structuredContent]) => {
        const given = { content, text: textOf(text), json, structuredContent, isError: target.isError };
        const values = Object.entries(given).filter(([, value]) => value !== undefined);
        const result = buildResult(Object.fromEntries(values) as JsonObject);
        assertGood(result, target, resultBytes);
        return result;
      },
    );
}

/** As in the results of other targets: a text stays as it is, anything else becomes its JSON. */
function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** Checks what publishing could not: the values of the expressions. */
function assertGood({ content }: ToolResult, target: JsonObject, resultBytes: number): void {
  const way = TEMPLATE_KEYS.find((key) => target[key] !== undefined);
  if (content.length === 0) throw new ToolError(`The tool's \`${way}\` has no value for these arguments.`);
  for (const [index, block] of content.entries()) {
    const problem = blockProblem(block);
    if (problem !== undefined) throw new ToolError(`The tool's \`content.${index}\` ${problem}.`);
  }
  if (exceedsBytes(JSON.stringify(content), resultBytes)) throw tooLarge('The tool', resultBytes);
}

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
  // the block's schema uses the schema of content blocks; after an expression, `assertGood` checks them
  return (target.content ?? []) as unknown as readonly ContentBlock[];
}
