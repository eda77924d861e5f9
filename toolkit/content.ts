/** A content block of a result or partial result. spec: server/tools#tool-result */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | { readonly type: 'resource'; readonly resource: ResourceContents }
  | { readonly type: 'resource_link'; readonly uri: string; readonly name: string; readonly mimeType?: string };

/** An embedded resource: text, or bytes as base64. */
export type ResourceContents = { readonly uri: string; readonly mimeType?: string } & (
  | { readonly text: string }
  | { readonly blob: string }
);

/** Content in any accepted form: a string, a block, or a list of blocks. */
export type Content = string | ContentBlock | readonly ContentBlock[];

/** Makes a text block. */
export function text(value: string): ContentBlock {
  return { type: 'text', text: value };
}

/** Makes a text block with the JSON of a value. */
export function json(value: unknown): ContentBlock {
  return { type: 'text', text: JSON.stringify(value) ?? 'null' };
}

/**
 * Makes an image block.
 *
 * @param data bytes, or their base64
 * @param mimeType for example `image/png`
 */
export function image(data: Uint8Array | string, mimeType: string): ContentBlock {
  return { type: 'image', data: base64(data), mimeType };
}

/**
 * Makes an audio block.
 *
 * @param data bytes, or their base64
 * @param mimeType for example `audio/wav`
 */
export function audio(data: Uint8Array | string, mimeType: string): ContentBlock {
  return { type: 'audio', data: base64(data), mimeType };
}

/** Converts content to blocks. */
export function blocksOf(content: Content): readonly ContentBlock[] {
  if (typeof content === 'string') return [text(content)];
  return isBlock(content) ? [content] : content;
}

const KINDS = new Set<unknown>(['text', 'image', 'audio', 'resource', 'resource_link']);

/** Whether a value is a content block. */
export function isBlock(value: unknown): value is ContentBlock {
  if (typeof value !== 'object' || value === null || !('type' in value) || !KINDS.has(value.type)) return false;
  return 'text' in value || 'data' in value || 'resource' in value || 'uri' in value;
}

function base64(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('base64');
}
