import { createHash } from 'node:crypto';
import type { ServerDocument, ToolDocument } from '../documents.ts';
import type { ServerView } from '../types.ts';

/** Part of every hash: a release that stores documents in another form raises it, and the next publish writes all anew. */
const FORM = 1;
const HASH_BYTES = 16;

/** Tells documents of different content apart. The order of keys does not matter, that of arrays does. */
export function contentHash(document: ServerDocument | ToolDocument): string {
  const text = `${FORM}\n${canonicalJson(document)}`;
  return createHash('sha256').update(text).digest().subarray(0, HASH_BYTES).toString('base64url');
}

function canonicalJson(document: ServerDocument | ToolDocument): string {
  return JSON.stringify(document, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The tool as agents see it in a list, as JSON text. spec: server/tools#tool */
export function listEntry(tool: ToolDocument): string {
  const { name, title, description, input, output, annotations, _meta } = tool;
  return JSON.stringify({ name, title, description, inputSchema: input, outputSchema: output, annotations, _meta });
}

/** `serverInfo` of a server, with or without a document of its own. */
export function serverInfo(server: string, document: ServerDocument | undefined): ServerView['info'] {
  const { title, version = '1.0.0' } = document ?? {};
  return { name: server, version, ...(title !== undefined && { title }) };
}

/** The scopes that a tool asks for, in the form that groups of pages are told apart by. */
export function sortedScopes(tool: ToolDocument): readonly string[] {
  return [...new Set(tool.scopes)].sort();
}
