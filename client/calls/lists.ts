import { isJsonObject, type Json, type JsonObject } from '../../lambda/mcp/index.ts';
import { ServerFailed } from '../errors/index.ts';
import type { Connection } from './connection.ts';
import { request } from './conversation.ts';
import type { Annotations } from './results.ts';

/** What the entries of every list may have. */
interface Listed {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly JsonObject[];
  readonly _meta?: JsonObject;
}

/** spec: server/tools#tool */
export interface Tool extends Listed {
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: ToolAnnotations;
}

/** Hints of a tool's author. spec: schema#toolannotations */
export interface ToolAnnotations {
  readonly title?: string;
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/** spec: server/resources#resource */
export interface Resource extends Listed {
  readonly uri: string;
  readonly mimeType?: string;
  readonly size?: number;
  readonly annotations?: Annotations;
}

/** spec: server/resources#resource-templates */
export interface ResourceTemplate extends Listed {
  readonly uriTemplate: string;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
}

/** spec: server/prompts#prompt */
export interface Prompt extends Listed {
  readonly arguments?: readonly PromptArgument[];
}

export interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
}

/** A list, and what its entries must have. */
interface List<T> {
  readonly method: string;
  /** The member of the result that contains the entries. */
  readonly key: string;
  readonly accepts: (entry: JsonObject) => entry is JsonObject & Awaited<T>;
}

/** More than any catalogue has; a server may send cursors without end. */
const MAX_PAGES = 10_000;

const hasTexts =
  <T>(...names: readonly string[]) =>
  (entry: JsonObject): entry is JsonObject & Awaited<T> =>
    names.every((name) => typeof entry[name] === 'string');

export const TOOLS: List<Tool> = {
  method: 'tools/list',
  key: 'tools',
  accepts: (entry): entry is JsonObject & Tool => typeof entry.name === 'string' && isJsonObject(entry.inputSchema),
};
export const RESOURCES: List<Resource> = {
  method: 'resources/list',
  key: 'resources',
  accepts: hasTexts<Resource>('uri', 'name'),
};
export const RESOURCE_TEMPLATES: List<ResourceTemplate> = {
  method: 'resources/templates/list',
  key: 'resourceTemplates',
  accepts: hasTexts<ResourceTemplate>('uriTemplate', 'name'),
};
export const PROMPTS: List<Prompt> = { method: 'prompts/list', key: 'prompts', accepts: hasTexts<Prompt>('name') };

/**
 * Lists the entries of all pages. The next page is requested when the entries of one are used up. Malformed entries are left out.
 * spec: server/utilities/pagination
 */
export async function* listAll<T>(
  connection: Connection,
  { method, key, accepts }: List<T>,
  options: { readonly signal?: AbortSignal },
): AsyncGenerator<T, void, undefined> {
  let cursor: Json | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const result = await request(connection, { method, params, isSafe: true }, options);
    const entries = result[key];
    for (const entry of Array.isArray(entries) ? entries : []) if (isJsonObject(entry) && accepts(entry)) yield entry;
    cursor = result.nextCursor;
    if (typeof cursor !== 'string') return;
  }
  throw new ServerFailed(`${method} did not end after ${MAX_PAGES} pages`, 200);
}
