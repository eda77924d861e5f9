import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { knownMembers, knows } from '../../mcp/index.ts';

/** Fits a content block to one revision: a block of a type that it lacks becomes text, and members that it lacks are removed. */
export type BlockFitter = (block: JsonObject) => JsonObject;

/** Makes the function that fits content blocks to a revision. */
export function blockFitter(revision: string): BlockFitter {
  return (block) => {
    const { type, annotations, resource } = block;
    const own = knows(revision, 'blockType', String(type)) ? block : asText(block);
    const known = knownMembers(revision, 'block', type === 'resource_link' ? withoutIcons(own) : own);
    return {
      ...known,
      ...(isJsonObject(annotations) && { annotations: knownMembers(revision, 'annotations', annotations) }),
      ...(isJsonObject(resource) && { resource: knownMembers(revision, 'contents', resource) }),
    };
  };

  function withoutIcons(link: JsonObject): JsonObject {
    return knownMembers(revision, 'resource', link);
  }
}

/** Describes a block in words that let the agent go on: a link keeps its URI, which `resources/read` takes. */
function asText(block: JsonObject): JsonObject {
  const { annotations } = block;
  const text = block.type === 'resource_link' ? linkText(block) : audioText(block);
  return { type: 'text', text, ...(annotations !== undefined && { annotations }) };
}

function linkText({ uri, name, title, description, mimeType }: JsonObject): string {
  const link = `[Resource ${title ?? name}${inParentheses(mimeType)}: ${uri}]`;
  return description === undefined ? link : `${link} ${description}`;
}

function audioText({ data, mimeType }: JsonObject): string {
  return `[Audio${inParentheses(mimeType)}, ${decodedBytes(data)} bytes: the client's version of MCP has no audio content]`;
}

const inParentheses = (value: Json | undefined) => (value === undefined ? '' : ` (${value})`);

/** The bytes that a Base64 text encodes. RFC 4648 section 4 */
function decodedBytes(data: Json | undefined): number {
  return typeof data === 'string' ? (data.length / 4) * 3 - (/=*$/.exec(data)?.[0].length ?? 0) : 0;
}
