import type { Fault } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import { checkAgainst } from '../closed-schema.ts';
import { under } from './kind.ts';

/** The media type of an MCP App view. github modelcontextprotocol/ext-apps: specification, UI resource format */
const VIEW_TYPE = 'text/html;profile=mcp-app';

const VIEW_URI = { type: 'string', maxLength: 1024, pattern: '^ui://[^\\s]+$' } as const;

/** The keys that Spillway checks; other keys belong to the host and are accepted. */
const META_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    ui: {
      type: 'object',
      properties: {
        resourceUri: VIEW_URI,
        visibility: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: ['model', 'app'] } },
      },
    },
    'ui/resourceUri': VIEW_URI,
  },
};

/** Checks the view that a tool's `_meta` declares. */
export function checkToolView(meta: Json | undefined): readonly Fault[] {
  return isJsonObject(meta) ? under(['_meta'], checkAgainst(META_SCHEMA, meta)) : [];
}

/** Checks that a `ui://` resource has the media type of a view. */
export function checkView({ uri, uriTemplate, mimeType }: JsonObject): readonly Fault[] {
  if (!String(uri ?? uriTemplate).startsWith('ui://') || mimeType === VIEW_TYPE) return [];
  const path = mimeType === undefined ? [] : ['mimeType'];
  return [{ path, message: `hosts show a \`ui://\` resource only with \`mimeType: ${VIEW_TYPE}\`` }];
}
