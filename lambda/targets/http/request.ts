import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { compileTemplate, settle, type Template } from '../expression/index.ts';
import type { Origin } from '../outbound/index.ts';
import { type Body, compileBody } from './body.ts';
import { buildHeaders } from './headers.ts';
import { buildQuery } from './query.ts';
import { fillPath, parseUrlTemplate } from './url.ts';
import { type Asked, labelOf } from './wire.ts';

/** What pagination adds to a request to make it one for a certain page. */
export interface PageParameter {
  readonly name: string;
  readonly value: unknown;
  readonly in: 'query' | 'body';
}

/** The request half of an `http` block. */
export interface RequestBuilder {
  /** Where the tool's URL lies. */
  readonly home: Origin;
  /** @throws ToolError for arguments that make no request */
  build(args: JsonObject, page?: PageParameter): Asked | Promise<Asked>;
}

/** Compiles the request half of an `http` block. */
export function compileRequest(target: JsonObject): RequestBuilder {
  const method = String(target.method ?? 'GET');
  const url = parseUrlTemplate(String(target.url));
  const query = optional(target.query, 'query');
  const headers = optional(target.headers, 'headers');
  const body = compileBody(target);
  const stream = String(target.stream ?? 'none');

  return {
    home: url.origin,
    build: (args, page) => {
      const path = fillPath(url, args);
      return settle([query({ args }), headers({ args }), body.build({ args })], ([parameters, given, value]) => {
        const search = buildQuery(url.search, withPage(recordOf(parameters), page, 'query'));
        const payload = body.write(page?.in === 'body' ? withPage(recordOf(value), page, 'body') : value);
        return {
          origin: url.origin,
          method,
          path: path + search,
          headers: { ...bodyHeaders(payload), ...buildHeaders(recordOf(given), stream) },
          body: payload?.bytes,
          label: labelOf(method, url.host, path),
        };
      });
    },
  };
}

const nothing: Template = () => undefined;

function optional(template: Json | undefined, where: string): Template {
  return template === undefined ? nothing : compileTemplate(template, where);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function withPage(record: Readonly<Record<string, unknown>>, page: PageParameter | undefined, place: string) {
  return page?.in === place ? { ...record, [page.name]: page.value } : record;
}

function bodyHeaders(body: Body | undefined): Record<string, string | number> {
  if (body === undefined) return {};
  return { 'content-type': body.contentType, 'content-length': Buffer.byteLength(body.bytes) };
}
