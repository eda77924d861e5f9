import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import type { Connection } from '../connection.ts';
import { type Annotations, only } from '../results.ts';
import { learnMirrored } from './mirrored.ts';

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

/** Yields the tools of a page, and remembers of each which arguments headers mirror. Malformed ones are left out. */
export function* toolsOf({ tools }: JsonObject, { mirrored }: Connection): Generator<Tool, void, undefined> {
  for (const tool of only(tools, isTool)) {
    learnMirrored(mirrored, tool);
    yield tool;
  }
}

function isTool(entry: unknown): entry is Tool {
  return isJsonObject(entry) && typeof entry.name === 'string' && isJsonObject(entry.inputSchema);
}

export function resourcesOf({ resources }: JsonObject): readonly Resource[] {
  return only(resources, withTexts<Resource>('uri', 'name'));
}

export function resourceTemplatesOf({ resourceTemplates }: JsonObject): readonly ResourceTemplate[] {
  return only(resourceTemplates, withTexts<ResourceTemplate>('uriTemplate', 'name'));
}

export function promptsOf({ prompts }: JsonObject): readonly Prompt[] {
  return only(prompts, withTexts<Prompt>('name'));
}

/** Returns a check for entries whose required members are texts. */
function withTexts<T>(...names: readonly string[]) {
  return (entry: unknown): entry is T => isJsonObject(entry) && names.every((name) => typeof entry[name] === 'string');
}
