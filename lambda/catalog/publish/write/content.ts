import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../json.ts';
import type { CatalogDocument, ServerDocument } from '../../documents.ts';
import type { ServerInfo } from '../../types.ts';
import { listedSchema } from './listed-schema.ts';
import type { ListedDocument } from './place.ts';

/** Part of every hash. A release that changes the stored form increments it, so that the next publish rewrites every document. */
const FORM = 1;
/** The form of documents whose list entries differ from those of the first form: tools whose properties are booleans. */
const REWRITTEN_FORM = 2;
const HASH_BYTES = 16;

/**
 * Hashes a document's content, independent of the order of keys.
 *
 * @param authored what the author wrote, if defaults or variables have changed it
 */
export function contentHash(document: CatalogDocument, authored?: JsonObject): string {
  const source = authored === undefined ? '' : `\n${canonicalJson(authored)}`;
  const text = `${isRewritten(document) ? REWRITTEN_FORM : FORM}\n${canonicalJson(document)}${source}`;
  return createHash('sha256').update(text).digest().subarray(0, HASH_BYTES).toString('base64url');
}

/** Whether the list entry of a tool differs from its schemas. */
function isRewritten(document: CatalogDocument): boolean {
  if (document.kind !== 'Tool') return false;
  return [document.input, document.output].some(
    (schema) => schema !== undefined && JSON.stringify(listedSchema(schema)) !== JSON.stringify(schema),
  );
}

function canonicalJson(document: CatalogDocument | JsonObject): string {
  return JSON.stringify(document, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * Makes the list entry of a document, as JSON text.
 * spec: server/tools#tool, server/prompts#prompt, server/resources#resource
 */
export function listEntry(document: ListedDocument): string {
  const { name, title, icons, description, _meta } = document;
  switch (document.kind) {
    case 'Tool': {
      const { annotations } = document;
      const inputSchema = listedSchema(document.input);
      const outputSchema = document.output && listedSchema(document.output);
      return JSON.stringify({ name, title, icons, description, inputSchema, outputSchema, annotations, _meta });
    }
    case 'Prompt': {
      const args = document.arguments?.map(({ completion: _, ...argument }) => argument);
      return JSON.stringify({ name, title, icons, description, arguments: args, _meta });
    }
    case 'Resource': {
      const { uri, uriTemplate, mimeType, size, annotations } = document;
      return JSON.stringify({
        uri,
        uriTemplate,
        name,
        title,
        icons,
        description,
        mimeType,
        size,
        annotations,
        _meta,
      });
    }
  }
}

/** The `serverInfo` of a server with or without a Server document. */
export function serverInfo(server: string, document: ServerDocument | undefined): ServerInfo {
  const { title, version = '1.0.0', icons } = document ?? {};
  return { name: server, version, ...(title !== undefined && { title }), ...(icons !== undefined && { icons }) };
}

/** The scopes that a document requires, in the normal form that identifies its group of pages. */
export function sortedScopes({ scopes }: ListedDocument): readonly string[] {
  return [...new Set(scopes)].sort();
}

/** Whether two Server documents differ in what they require of callers, or offer to them. */
export function differInScopes(before: ServerDocument | undefined, after: ServerDocument | undefined): boolean {
  return accessText(before) !== accessText(after);
}

function accessText({ scopes = [], stepUp = [] }: Partial<ServerDocument> = {}): string {
  return JSON.stringify([scopes.toSorted(), stepUp.toSorted()]);
}
