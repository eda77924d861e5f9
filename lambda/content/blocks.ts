import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** One block of a tool result. spec: server/tools#tool-result */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string; readonly annotations?: JsonObject; readonly _meta?: JsonObject }
  | {
      readonly type: 'image' | 'audio';
      readonly data: string;
      readonly mimeType: string;
      readonly annotations?: JsonObject;
      readonly _meta?: JsonObject;
    }
  | {
      readonly type: 'resource';
      readonly resource: JsonObject;
      readonly annotations?: JsonObject;
      readonly _meta?: JsonObject;
    }
  | { readonly type: 'resource_link'; readonly uri: string; readonly name: string; readonly [key: string]: unknown };

/** The result of a call, before a protocol revision encodes it. `isError` marks a failure that the agent can act on. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** A required member of a block, its description for errors, and its check. */
type Rule = readonly [key: string, what: string, holds: (value: Json | undefined) => boolean];

const isString = (value: Json | undefined) => typeof value === 'string';
const DATA: Rule = ['data', 'in base64', isBase64];
const MIME_TYPE: Rule = [
  'mimeType',
  'a media type',
  (value) => typeof value === 'string' && /^[^\s/;]+\/[^\s/;]/.test(value),
];

/** The required members of each block type. spec: server/tools#tool-result */
const BLOCKS: Readonly<Record<string, readonly Rule[]>> = {
  text: [['text', 'a string', isString]],
  image: [DATA, MIME_TYPE],
  audio: [DATA, MIME_TYPE],
  resource: [['resource', 'an object', isJsonObject]],
  resource_link: [
    ['uri', 'a string', isString],
    ['name', 'a string', isString],
  ],
};

/** Returns whether a value is a list of valid content blocks. */
export function isContent(value: unknown): value is readonly ContentBlock[] {
  return Array.isArray(value) && value.every((block) => blockProblem(block) === undefined);
}

/**
 * Returns why a value is not a content block.
 *
 * @returns text that follows the name of the value: `needs text, a string`; `undefined` for a valid block
 */
export function blockProblem(value: unknown): string | undefined {
  if (!isJsonObject(value)) return 'is not an object';
  const { type } = value;
  const rules = typeof type === 'string' && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
  if (rules === undefined) return `needs type, one of ${Object.keys(BLOCKS).join(', ')}`;
  const broken = rules.find(([key, , holds]) => !holds(value[key]));
  if (broken !== undefined) return `needs ${broken[0]}, ${broken[1]}`;
  return type === 'resource' ? resourceProblem(value.resource) : undefined;
}

// spec: server/resources#resource-contents
function resourceProblem(value: Json | undefined): string | undefined {
  const { uri, text, blob } = isJsonObject(value) ? value : {};
  if (typeof uri !== 'string') return 'needs resource.uri, a string';
  if ((text === undefined) === (blob === undefined)) return 'needs exactly one of resource.text and resource.blob';
  if (text !== undefined) return typeof text === 'string' ? undefined : 'needs resource.text as a string';
  return isBase64(blob) ? undefined : 'needs resource.blob in base64';
}

/** RFC 4648 section 4, padded: the encoding of a content block's `data` and `blob`. */
export function isBase64(value: unknown): value is string {
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}
