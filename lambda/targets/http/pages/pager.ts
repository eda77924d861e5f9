import { compileTemplate, type Scope } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { compileResume, type Resume } from './resume.ts';
import { type Way, ways } from './ways.ts';

/** Pages that one call reads at most, unless the tool sets `maxPages`. */
const DEFAULT_MAX_PAGES = 20;

/** Finds the way from page to page. */
export interface Pager extends Way {
  readonly maxPages: number;
  readonly resume: Resume;
  items(scope: Scope): Promise<readonly unknown[]>;
}

/** Returns a tool's `pagination` as a block: a name is short for its type. */
export function paginationOf(pagination: Json | undefined): JsonObject | undefined {
  if (typeof pagination === 'string') return { type: pagination };
  return isJsonObject(pagination) ? pagination : undefined;
}

/** Compiles `pagination`. */
export function compilePager(given: Json | undefined): Pager | undefined {
  const pagination = paginationOf(given);
  const way = pagination && ways[String(pagination.type)]?.(pagination);
  if (pagination === undefined || way === undefined) return undefined;
  const items = compileTemplate(pagination.items ?? '{% $response.body %}', 'pagination.items');
  return {
    ...way,
    resume: compileResume(pagination),
    maxPages: Number(pagination.maxPages ?? DEFAULT_MAX_PAGES),
    items: async (scope) => listOf(await items(scope)),
  };
}

/** An expression returns a list of one item as that item. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
