import { blockProblem, type ContentBlock, mendBlock, plainBase64 } from '../../../content/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { exactJson, roundedSource } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { type ResultOptions, tooLarge } from '../../result.ts';

/**
 * Makes the blocks of a tool's `content`: Base64 is accepted as APIs send it, with line breaks, in the alphabet for URLs, without
 * padding or as a `data:` URL, and a text that is not a string becomes its JSON.
 *
 * @param value what the template makes: a list of blocks and texts, one of them, or nothing
 * @throws ToolError for a block that MCP does not allow, and for blocks that are too large
 */
export function blocksOf(value: unknown, { label, resultBytes, repeatable }: ResultOptions): readonly ContentBlock[] {
  const given = value === undefined || value === null ? [] : [value].flat(2);
  let bytes = 0;
  return given.map((item, index) => {
    const block: unknown = mendBlock(normalized(item));
    bytes += Buffer.byteLength(JSON.stringify(block) ?? '');
    if (bytes > resultBytes) throw tooLarge(label, resultBytes, repeatable);
    if (isBlock(block)) return block;
    throw new ToolError(`The tool's \`content.${index}\` is not valid for this response: it ${blockProblem(block)}.`);
  });
}

function isBlock(value: unknown): value is ContentBlock {
  return blockProblem(value) === undefined;
}

function normalized(block: unknown): Json {
  if (typeof block === 'string') return { type: 'text', text: block };
  if (!isJsonObject(block)) return null;
  const { type, data, resource } = block;
  if (type === 'text') return withText(block);
  if ((type === 'image' || type === 'audio') && typeof data === 'string') return { ...block, data: plainBase64(data) };
  if (type !== 'resource' || !isJsonObject(resource)) return block;
  const { blob } = resource;
  return {
    ...block,
    resource: typeof blob === 'string' ? { ...resource, blob: plainBase64(blob) } : withText(resource),
  };
}

function withText(holder: JsonObject): JsonObject {
  const { text } = holder;
  return text === undefined || text === null || typeof text === 'string'
    ? holder
    : { ...holder, text: roundedSource(holder, 'text') ?? exactJson(text) };
}

/** Whether an expression's value means yes, as JSONata's `$boolean` has it. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTrue);
  return isJsonObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}
