import { isJsonObject, type Json, type JsonObject } from '../../lambda/mcp/index.ts';

/** Hints for clients. spec: server/resources#annotations */
export interface Annotations {
  readonly audience?: readonly ('user' | 'assistant')[];
  readonly priority?: number;
  readonly lastModified?: string;
}

interface Block {
  readonly annotations?: Annotations;
  readonly _meta?: JsonObject;
}

export interface TextBlock extends Block {
  readonly type: 'text';
  readonly text: string;
}

export interface ImageBlock extends Block {
  readonly type: 'image';
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
}

export interface AudioBlock extends Block {
  readonly type: 'audio';
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
}

/** A resource that `read` returns. */
export interface ResourceLinkBlock extends Block {
  readonly type: 'resource_link';
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly size?: number;
}

export interface EmbeddedResourceBlock extends Block {
  readonly type: 'resource';
  readonly resource: ResourceContents;
}

/** One block of a result; types that are not listed here may occur, too. spec: server/tools#tool-result */
export type ContentBlock = TextBlock | ImageBlock | AudioBlock | ResourceLinkBlock | EmbeddedResourceBlock;

/** Contents of a resource: `text`, or `blob` in Base64. */
export interface ResourceContents {
  readonly uri: string;
  readonly mimeType?: string;
  readonly text?: string;
  readonly blob?: string;
  readonly _meta?: JsonObject;
}

/** The result of a tool, other members included. What is malformed is left out; {@link receivedOf} has it. */
export interface CallResult<T = Json> {
  readonly content: readonly ContentBlock[];
  /** Satisfies the tool's output schema; the server checks that. */
  readonly structuredContent?: T;
  /** Whether the tool failed; `content` then contains the reason. */
  readonly isError?: boolean;
  readonly _meta?: JsonObject;
}

/** The result of `resources/read`. */
export interface ReadResult {
  readonly contents: readonly ResourceContents[];
  readonly _meta?: JsonObject;
}

/** One message of a prompt. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant';
  readonly content: ContentBlock;
}

/** The result of `prompts/get`. */
export interface PromptResult {
  readonly description?: string;
  readonly messages: readonly PromptMessage[];
  readonly _meta?: JsonObject;
}

/** Values that complete an argument. spec: server/utilities/completion */
export interface Completion {
  readonly values: readonly string[];
  readonly total?: number;
  readonly hasMore?: boolean;
}

/** What a server supports. spec: server/discover */
export interface Discovery {
  readonly supportedVersions: readonly string[];
  readonly capabilities: JsonObject;
  readonly instructions?: string;
  readonly _meta?: JsonObject;
}

/** The members of each known block that must be strings. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  image: ['data', 'mimeType'],
  audio: ['data', 'mimeType'],
  resource_link: ['uri', 'name'],
};

/** Whether a value is a block that consumers can rely on. Newer servers may send types that are not known here; those pass. */
export function isContentBlock(value: unknown): value is ContentBlock {
  if (!isJsonObject(value) || typeof value.type !== 'string') return false;
  if (value.type === 'resource') return isResourceContents(value.resource);
  const texts = Object.hasOwn(TEXTS, value.type) ? TEXTS[value.type] : undefined;
  return texts === undefined || texts.every((name) => typeof value[name] === 'string');
}

/** Whether a value is a text or blob that consumers can rely on. */
export function isResourceContents(value: unknown): value is ResourceContents {
  return isJsonObject(value) && typeof value.uri === 'string';
}

/** Returns the items of a list that a check accepts: the list itself if that is all of them. */
export function only<T>(list: Json | undefined, accepts: (item: unknown) => item is T): readonly T[] {
  if (!Array.isArray(list)) return [];
  return list.every(accepts) ? list : list.filter(accepts);
}

const RECEIVED = new WeakMap<object, JsonObject>();

/**
 * Returns a result as the server sent it. The typed results leave out what is malformed, such as a text block without a text.
 *
 * @param result what a method of the client, or a part of a call, has returned
 * @throws TypeError for anything else, a copy of a result included
 */
export function receivedOf(
  result: CallResult<unknown> | ReadResult | PromptResult | Completion | Discovery,
): JsonObject {
  const received = RECEIVED.get(result);
  if (received === undefined) throw new TypeError('result must be one that this client has returned, not a copy');
  return received;
}

/** Remembers what a typed result was read from, and returns the typed result. */
export function readFrom<R extends object>(received: JsonObject, result: R): R {
  RECEIVED.set(result, received);
  return result;
}

/** Reads the result of a tool. Malformed blocks are left out. */
export function callResultOf<T>(result: JsonObject): CallResult<T> {
  // The caller vouches for T: the server has checked the value against the tool's output schema.
  const structured = result as { readonly structuredContent?: T };
  return readFrom(result, { ...result, ...structured, content: only(result.content, isContentBlock) });
}
