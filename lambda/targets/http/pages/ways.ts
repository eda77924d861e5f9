import { compileTemplate, holdsExpression, type Scope, type Template } from '../../../expression/index.ts';
import { isJsonObject, isRawJSON, type Json, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { exactText } from '../../rounded.ts';
import { holds } from '../condition.ts';
import type { ResponseView } from '../response/index.ts';
import { nextLink } from './link.ts';
import {
  assertSendable,
  exactValue,
  isAbsent,
  type PageStep,
  parameterIn,
  placeOfParameter,
  type StepPlace,
  stepTo,
} from './step.ts';

/** A page that has arrived. */
export interface PageView {
  readonly scope: Scope & { readonly response: ResponseView };
  readonly items: readonly unknown[];
  /** The step that led to the page; `undefined` where it was the document's own request. */
  readonly step: PageStep | undefined;
  /** Digest of the request that led to the page. */
  readonly digest: string;
}

/** How a type of pagination finds the next page. */
export interface Way {
  /** The step to the first page, if the document's request is not enough. */
  readonly first: PageStep | undefined;
  /**
   * Returns the step to the next page; `undefined` after the last one.
   *
   * @throws ToolError for a value that cannot lead to a page
   */
  next(page: PageView): Promise<PageStep | undefined>;
}

/** The types of pagination. */
export const ways: Readonly<Record<string, (pagination: JsonObject) => Way>> = {
  link: ({ link }) => (link === undefined ? byHeader : byLink(compileTemplate(link, 'pagination.link'))),
  cursor: byCursor,
  page: byNumber,
  next: ({ next }) => byTemplate(isJsonObject(next) ? next : {}),
};

const byHeader: Way = {
  first: undefined,
  async next({ scope }) {
    const { link } = scope.response.headers;
    const url = nextLink(typeof link === 'string' || Array.isArray(link) ? link : undefined);
    return url === undefined ? undefined : { url };
  },
};

function byLink(find: Template): Way {
  return { first: undefined, next: async ({ scope }) => linkStep(await find(scope), scope.response) };
}

function linkStep(found: unknown, response: unknown): PageStep | undefined {
  if (isAbsent(found) || found === false) return undefined;
  if (typeof found !== 'string') throw new ToolError('The link to the next page is not a string.');
  return { url: exactText(found, response) };
}

function byCursor(pagination: JsonObject): Way {
  const find = compileTemplate(pagination.cursor ?? null, 'pagination.cursor');
  const parameter = placeOfParameter(pagination);
  return {
    first: undefined,
    async next({ scope }) {
      const found = await find(scope);
      if (isAbsent(found) || found === false) return undefined;
      assertSendable(found, parameter.place);
      return stepTo(parameter, exactValue(found, scope.response, parameter.place));
    },
  };
}

function byNumber(pagination: JsonObject): Way {
  const { start = 1, step = 1, until } = pagination;
  const isLast = untilOf(until);
  const parameter = placeOfParameter(pagination);
  return {
    first: stepTo(parameter, Number(start)),
    async next(page) {
      if (await isLast(page)) return undefined;
      return stepTo(parameter, Number(parameterIn(page.step, parameter) ?? start) + Number(step));
    },
  };
}

/** Without an expression, an empty page is the last one. */
function untilOf(until: Json | undefined): (page: PageView) => unknown {
  if (until === undefined || until === 'empty') return ({ items }) => items.length === 0;
  const template: Template = compileTemplate(until, 'pagination.until');
  return async ({ scope, items }) => items.length === 0 || holds(await template(scope), 'pagination.until');
}

/** One place of `pagination.next`, and the values in it that tell whether there is a next page. */
interface NextPlace {
  readonly place: StepPlace | 'url';
  readonly template: Template;
  readonly given: Json;
}

function byTemplate(next: JsonObject): Way {
  const places = Object.entries(next).flatMap(([key, given]): NextPlace[] =>
    given === undefined || !isNextKey(key)
      ? []
      : [{ place: key, given, template: compileTemplate(given, `pagination.next.${key}`) }],
  );
  return {
    first: undefined,
    async next({ scope }) {
      let step: PageStep = {};
      let leads = false;
      for (const { place, template, given } of places) {
        const found = withoutAbsent(await template(scope), given);
        leads ||= leadsOn(given, found);
        if (found === undefined && place === 'url') return undefined;
        if (found === undefined) continue;
        if (place !== 'url' && !isJsonObject(found))
          throw new ToolError(`The tool's expression \`pagination.next.${place}\` must give an object.`);
        if (place === 'url') step = { ...step, ...linkStep(found, scope.response) };
        else step = { ...step, [place]: exactValue(found, scope.response, place) };
      }
      return leads ? step : undefined;
    },
  };
}

const isNextKey = (key: string): key is NextPlace['place'] => ['query', 'headers', 'form', 'body', 'url'].includes(key);

/**
 * Removes what means no value: an upstream would read `after: null` as a request for the first page.
 *
 * @param given the template: a null that it has itself remains, and removes what the tool's request has there
 */
function withoutAbsent(value: unknown, given: Json | undefined): unknown {
  if (given === null) return null;
  if (!isJsonObject(value) || isRawJSON(value)) return isAbsent(value) ? undefined : value;
  const templates = isJsonObject(given) ? given : {};
  const members = Object.entries(value).flatMap(([key, item]) => {
    const kept = withoutAbsent(item, Object.hasOwn(templates, key) ? templates[key] : undefined);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  const isFoundEmpty = typeof given === 'string' && members.length === 0;
  return isFoundEmpty ? undefined : Object.fromEntries(members);
}

/** Returns whether an expression over the response found a value; constants and arguments are the same on every page. */
function leadsOn(given: Json | undefined, found: unknown): boolean {
  if (found === undefined || !readsResponse(given)) return false;
  if (!isJsonObject(given)) return true;
  return isJsonObject(found) && Object.entries(given).some(([key, inner]) => leadsOn(inner, found[key]));
}

/** Returns whether an expression of a template uses `$response`. */
export function readsResponse(template: Json | undefined): boolean {
  if (typeof template === 'string') return holdsExpression(template) && /\$response\b/.test(template);
  return typeof template === 'object' && template !== null && Object.values(template).some(readsResponse);
}
