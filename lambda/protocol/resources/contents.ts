import type { ResourceDocument } from '../../catalog/documents.ts';
import type { ContentBlock, ToolResult } from '../../content/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { parseJson } from '../operation/result-value.ts';

const JSON_TYPE = 'application/json';

/** One of the contents of a resource. spec: server/resources#resource-contents */
interface Contents {
  readonly uri: string;
  readonly mimeType?: string | undefined;
  readonly text?: string;
  readonly blob?: string;
  readonly _meta?: JsonObject | undefined;
}

/** The parts of a resource's document that its contents carry. */
export type Described = Pick<ResourceDocument, 'mimeType' | '_meta'>;

/**
 * Makes the contents of a resource of what its target gave: text stays text, images and sound become blobs. Structured content,
 * which is what a target means, is written as JSON in place of the text that repeats it. A lone embedded resource is the one
 * that was asked for, whatever the target calls it; several keep their URIs, as those of a directory.
 *
 * @param uri as asked
 * @returns empty where the target gave nothing
 * @throws ToolError for a link, as that is no contents
 */
export function contentsOf(result: ToolResult, uri: string, document: Described): readonly Contents[] {
  const { structuredContent, content } = result;
  if (structuredContent !== undefined && content.every(({ type }) => type === 'text')) {
    const { mimeType = JSON_TYPE, _meta } = document;
    return [{ uri, mimeType, text: JSON.stringify(structuredContent), _meta }];
  }
  const several = content.length > 1;
  return content.map((block) => contentsOfBlock(block, uri, document, several));
}

function contentsOfBlock(block: ContentBlock, uri: string, { mimeType, _meta }: Described, several: boolean): Contents {
  switch (block.type) {
    case 'text':
      return { uri, mimeType: mimeType ?? typeOf(block.text), text: block.text, _meta };
    case 'image':
    case 'audio':
      return { uri, mimeType: block.mimeType, blob: block.data, _meta };
    case 'resource':
      return embedded(block.resource, uri, { mimeType, _meta }, several);
    case 'resource_link':
      throw new ToolError(
        `The target of ${uri} gave a link where contents are expected. For the operator: let it give the contents.`,
      );
  }
}

/** What the document says of itself in `_meta`, such as a view's content security policy, is not the target's to change. */
function embedded(resource: JsonObject, uri: string, document: Described, several: boolean): Contents {
  const { uri: own, mimeType, text, blob, _meta } = resource;
  return {
    uri: several && typeof own === 'string' ? own : uri,
    mimeType: typeof mimeType === 'string' ? mimeType : document.mimeType,
    ...(typeof blob === 'string' ? { blob } : { text: String(text ?? '') }),
    _meta: isJsonObject(_meta) ? { ..._meta, ...document._meta } : document._meta,
  };
}

/** The type of a text whose document does not say: unknown, where it is no JSON. */
function typeOf(text: string): string | undefined {
  return parseJson(text) === undefined ? undefined : JSON_TYPE;
}
