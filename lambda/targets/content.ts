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

/** What a call gives back, before any protocol revision dresses it. `isError` marks a failure that the agent can act on. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** Members that a block of each kind must have, by their type. */
const BLOCKS: Readonly<Record<string, Readonly<Record<string, 'string' | 'object'>>>> = {
  text: { text: 'string' },
  image: { data: 'string', mimeType: 'string' },
  audio: { data: 'string', mimeType: 'string' },
  resource: { resource: 'object' },
  resource_link: { uri: 'string', name: 'string' },
};

/** Tells content blocks from what only might be some. */
export function isContent(value: unknown): value is readonly ContentBlock[] {
  return Array.isArray(value) && value.every((block) => blockProblem(block) === undefined);
}

/**
 * Finds why a value is no content block. spec: server/tools#tool-result
 *
 * @returns words that follow the name of the value: `needs text, a string`; `undefined` for a block
 */
export function blockProblem(value: unknown): string | undefined {
  if (!isJsonObject(value)) return 'is not an object';
  const { type } = value;
  const members = typeof type === 'string' && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
  if (members === undefined) return `needs type, one of ${Object.keys(BLOCKS).join(', ')}`;
  const missing = Object.entries(members).find(([key, wanted]) => !isA(wanted, value[key]));
  if (missing !== undefined) return `needs ${missing[0]}, ${missing[1] === 'string' ? 'a string' : 'an object'}`;
  return type === 'resource' ? resourceProblem(value.resource) : undefined;
}

// spec: server/resources#resource-contents
function resourceProblem(value: Json | undefined): string | undefined {
  const { uri, text, blob } = isJsonObject(value) ? value : {};
  if (typeof uri !== 'string') return 'needs resource.uri, a string';
  const isOneText = (typeof text === 'string') !== (typeof blob === 'string');
  return isOneText ? undefined : 'needs exactly one of resource.text and resource.blob, a string';
}

const isA = (wanted: 'string' | 'object', value: Json | undefined) =>
  wanted === 'object' ? isJsonObject(value) : typeof value === wanted;
