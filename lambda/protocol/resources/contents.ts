import type { ResourceDocument } from '../../catalog/index.ts';
import type { ContentBlock, ToolResult } from '../../content/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { exactJson } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { parseJson } from '../operation/result-value.ts';

const JSON_TYPE = 'application/json';

/** One item of a resource's contents. spec: server/resources#resource-contents */
interface Contents {
  readonly uri: string;
  readonly mimeType?: string | undefined;
  readonly text?: string;
  readonly blob?: string;
  readonly _meta?: JsonObject | undefined;
}

/** The members of a resource's document that its contents repeat. */
export type Described = Pick<ResourceDocument, 'mimeType' | '_meta'>;

/**
 * Converts the result of a target to the contents of a resource: text stays text, images and audio become blobs. Structured
 * content is serialized as JSON in place of the text blocks that repeat it. A single embedded resource gets the requested URI,
 * whatever URI the target returned; several keep their own, like the files of a directory.
 *
 * @param uri the requested URI
 * @returns an empty list for an empty result
 * @throws ToolError for a resource link, because it has no contents
 */
export function contentsOf(result: ToolResult, uri: string, document: Described): readonly Contents[] {
  const { structuredContent, content } = result;
  if (structuredContent !== undefined && content.every(({ type }) => type === 'text')) {
    const { mimeType = JSON_TYPE, _meta } = document;
    return [{ uri, mimeType, text: exactJson(structuredContent), _meta }];
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
        `The target of ${uri} returned a resource link where contents are required. For the operator: make the target return the contents.`,
      );
  }
}

/**
 * Converts an embedded resource. A target cannot override the document's `_meta`, such as the content security policy
 * of a view.
 */
function embedded(resource: JsonObject, uri: string, document: Described, several: boolean): Contents {
  const { uri: own, mimeType, text, blob, _meta } = resource;
  return {
    uri: several && typeof own === 'string' ? own : uri,
    mimeType: typeof mimeType === 'string' ? mimeType : document.mimeType,
    ...(typeof blob === 'string' ? { blob } : { text: String(text ?? '') }),
    _meta: isJsonObject(_meta) ? { ..._meta, ...document._meta } : document._meta,
  };
}

/** Returns the media type of a text whose document declares none: JSON, or unknown. */
function typeOf(text: string): string | undefined {
  return parseJson(text) === undefined ? undefined : JSON_TYPE;
}
