import { compileTemplate, type Scope, type Template } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject, rawJSON } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { sourceOf } from '../../rounded.ts';
import type { PageParameter } from '../request/index.ts';
import type { ResponseView } from '../response/index.ts';
import { nextLink } from './link.ts';

/** Pages that one call reads at most, unless the tool sets `maxPages`. */
const DEFAULT_MAX_PAGES = 20;

/** Which page a request is for: a parameter added to the tool's request, or the URL of the page. */
export type PageStep = { readonly parameter: PageParameter | undefined } | { readonly link: string };

/** A page that has arrived. */
export interface PageView {
  readonly scope: Scope & { readonly response: ResponseView };
  readonly items: readonly unknown[];
  /** The step that led to the page. */
  readonly step: PageStep;
}

/** Finds the way from page to page. */
export interface Pager {
  readonly maxPages: number;
  readonly first: PageStep;
  items(scope: Scope): Promise<readonly unknown[]>;
  /** The step to the next page; `undefined` after the last one. */
  next(page: PageView): Promise<PageStep | undefined>;
}

/** Compiles a `pagination` block. */
export function compilePager(pagination: Json | undefined): Pager | undefined {
  if (!isJsonObject(pagination)) return undefined;
  const items = compileTemplate(pagination.items ?? '{% $response.body %}', 'pagination.items');
  return {
    maxPages: Number(pagination.maxPages ?? DEFAULT_MAX_PAGES),
    items: async (scope) => listOf(await items(scope)),
    ...(ways[String(pagination.type)]?.(pagination) ?? byLink),
  };
}

type Way = Pick<Pager, 'first' | 'next'>;

const byLink: Way = {
  first: { parameter: undefined },
  async next({ scope }) {
    const link = nextLink(scope.response.headers.link as string | undefined);
    return link === undefined ? undefined : { link };
  },
};

const ways: Readonly<Record<string, (pagination: JsonObject) => Way>> = {
  link: () => byLink,
  cursor: ({ cursor = null, param = 'cursor', in: place }) => {
    const find = compileTemplate(cursor, 'pagination.cursor');
    return {
      first: { parameter: undefined },
      async next({ scope, step }) {
        const found = await find(scope);
        const value = typeof found === 'number' ? (sourceOf(found, scope.response) ?? found) : found;
        assertExact(value);
        if (value === undefined || value === null || value === '' || value === false) return undefined;
        assertCursor(value, step);
        if (place !== 'body') return { parameter: { name: String(param), value, in: 'query' } };
        // In a body it stays the number that it was.
        const isNumber = typeof found === 'number' && typeof value === 'string';
        return { parameter: { name: String(param), value: isNumber ? rawJSON(value) : value, in: 'body' } };
      },
    };
  },
  page: ({ param = 'page', start = 1, until, in: place }) => {
    const isLast = untilOf(until);
    const step = (value: number): PageStep => ({
      parameter: { name: String(param), value, in: place === 'body' ? 'body' : 'query' },
    });
    return {
      first: step(Number(start)),
      async next(page) {
        if (await isLast(page)) return undefined;
        return step(('parameter' in page.step ? Number(page.step.parameter?.value) : 0) + 1);
      },
    };
  },
};

/** Without an expression, an empty page is the last one. */
function untilOf(until: Json | undefined): (page: PageView) => unknown {
  if (until === undefined || until === 'empty') return ({ items }) => items.length === 0;
  const template: Template = compileTemplate(until, 'pagination.until');
  return async ({ scope, items }) => items.length === 0 || (await template(scope)) === true;
}

/** Another number would lead to another page. */
function assertExact(value: unknown): void {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return;
  throw new ToolError('The cursor to the next page is a number that cannot be represented exactly.');
}

/** A cursor that leads to the same page again would do so forever. */
function assertCursor(value: unknown, step: PageStep): void {
  if (typeof value === 'object') throw new ToolError('The cursor to the next page is neither a string nor a number.');
  if ('parameter' in step && sameCursor(step.parameter?.value, value)) {
    throw new ToolError('The cursor to the next page leads back to the same page.');
  }
}

/** An expression returns a list of one item as that item. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function sameCursor(before: unknown, value: unknown): boolean {
  return before === value || (typeof before === 'object' && JSON.stringify(before) === value);
}
