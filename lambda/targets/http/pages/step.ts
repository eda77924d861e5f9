import { isJsonObject, type JsonObject, rawJSON } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { exactText, sourceOf } from '../../rounded.ts';
import type { RequestChange } from '../request/index.ts';

/** The way to a page: what it changes in the tool's request, or the URL of the page. */
export interface PageStep extends RequestChange {
  /** As the upstream wrote it, possibly relative. */
  readonly url?: string | undefined;
  /** Items of the page that an earlier call returned. */
  readonly skip?: number | undefined;
}

/** The keys of {@link PageStep} that change a request. */
export type StepPlace = 'query' | 'headers' | 'form' | 'body';

/** The place of the page parameter: a name in a query, a form or the headers, or a path into the body. */
export interface ParameterPlace {
  readonly place: StepPlace;
  readonly path: readonly string[];
}

/** Where `in` puts a parameter. */
const PLACES: Readonly<Record<string, StepPlace>> = { query: 'query', header: 'headers', form: 'form', body: 'body' };

/** Returns the place of the page parameter. In a body, a dot leads into an object: `variables.after`. */
export function placeOfParameter({ param, in: given, type }: JsonObject): ParameterPlace {
  const name = String(param ?? type);
  const place = PLACES[String(given ?? 'query')] ?? 'query';
  return { place, path: place === 'body' ? name.split('.') : [name] };
}

/** Returns the step that sets the page parameter. */
export function stepTo({ place, path }: ParameterPlace, value: unknown): PageStep {
  const change = path.reduceRight((inner: unknown, key) => Object.fromEntries([[key, inner]]), value);
  return isJsonObject(change) ? { [place]: change } : {};
}

/** Returns the page parameter that a step sets. */
export function parameterIn(step: PageStep | undefined, { place, path }: ParameterPlace): unknown {
  return path.reduce(
    (value: unknown, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    step?.[place],
  );
}

/** Returns whether a value means that there is no further page. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Returns a value from a response so that the upstream receives the digits that it sent, at any depth.
 *
 * @throws ToolError for a number whose digits are lost: another number would lead to another page
 */
export function exactValue(value: unknown, response: unknown, place: StepPlace): unknown {
  if (Array.isArray(value)) return value.map((item) => exactValue(item, response, place));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exactValue(item, response, place)]));
  }
  if (typeof value === 'string') return exactText(value, response);
  if (typeof value !== 'number') return value;
  const source = sourceOf(value, response);
  if (source !== undefined) return place === 'body' ? rawJSON(source) : source;
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  throw new ToolError('The cursor to the next page is a number that cannot be represented exactly.');
}

/** A query, a form and a header take scalars, or lists of them. */
export function assertSendable(value: unknown, place: StepPlace): void {
  if (place === 'body' || typeof value !== 'object') return;
  throw new ToolError('The cursor to the next page is neither a string nor a number.');
}
