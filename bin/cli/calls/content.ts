import type { ContentBlock, ResourceContents } from '../../../client/index.ts';
import type { ContentBlock as MadeBlock } from '../../../lambda/content/index.ts';
import type { Binary, Output } from './output.ts';

/**
 * Writes blocks as people read them: their text, and a placeholder for anything else.
 *
 * @param output where binary content is saved; `undefined` if it is not
 */
export async function contentText(blocks: readonly ContentBlock[], output?: Output): Promise<string> {
  const texts: string[] = [];
  for (const block of blocks) {
    const binary = output && binaryOf(block);
    texts.push(binary === undefined ? blockText(block) : `[${labelOf(block)}: ${await output?.save(binary)}]`);
  }
  return texts.join('\n');
}

/** Writes the contents of a resource in the same way. */
export function resourceText(contents: readonly ResourceContents[], output?: Output): Promise<string> {
  return contentText(
    contents.map((resource) => ({ type: 'resource', resource })),
    output,
  );
}

/** Writes one block, without its bytes: of a response, or of a tool in this process. */
export function blockText(block: ContentBlock | MadeBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'resource_link':
      return `[${block.name}: ${block.uri}]`;
    case 'resource':
      return typeof block.resource.text === 'string' ? block.resource.text : `[${labelOf(block)}]`;
    default:
      return `[${labelOf(block)}; --json shows it]`;
  }
}

/** Whether a block has bytes to save. */
export function isBinary(block: ContentBlock): boolean {
  return binaryOf(block) !== undefined;
}

function binaryOf(block: ContentBlock): Binary | undefined {
  if (block.type === 'image' || block.type === 'audio') {
    return { base64: block.data, mimeType: block.mimeType, kind: block.type };
  }
  if (block.type !== 'resource' || block.resource.blob === undefined) return undefined;
  const { blob, mimeType, uri } = block.resource;
  return { base64: blob, mimeType, kind: 'resource', uri };
}

function labelOf(block: ContentBlock | MadeBlock): string {
  if (block.type === 'resource') return `resource ${block.resource.uri}`;
  return 'mimeType' in block ? `${block.type} ${block.mimeType}` : block.type;
}
