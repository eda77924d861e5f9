import { compileOptional, holdsExpression, settle } from '../../../expression/index.ts';
import { isJsonObject } from '../../../json.ts';
import type { Origin } from '../../../outbound/index.ts';
import { isRepeatable } from '../../repeatable.ts';
import type { CallScope, TargetTool } from '../../types.ts';
import { buildHeaders, requestLabel, type UpstreamRequest } from '../../upstream/index.ts';
import { type Body, compileBody } from './body.ts';
import { buildQuery } from './query.ts';
import { fillPath, parseUrlTemplate } from './url.ts';

/** The parameter that pagination adds to a request. */
export interface PageParameter {
  readonly name: string;
  readonly value: unknown;
  readonly in: 'query' | 'body';
}

/** The request half of an `http` block. */
export interface RequestBuilder {
  /** The origin of the tool's URL. */
  readonly home: Origin;
  /** @throws ToolError for arguments that cannot form a request */
  build(scope: CallScope, page?: PageParameter): UpstreamRequest | Promise<UpstreamRequest>;
}

/** Compiles the request half of an `http` block. */
export function compileRequest(tool: Pick<TargetTool, 'target' | 'annotations'>): RequestBuilder {
  const { target } = tool;
  const method = String(target.method ?? 'GET');
  const repeatable = isRepeatable(tool, method);
  const url = parseUrlTemplate(String(target.url));
  const query = compileOptional(target.query, 'query');
  const headers = compileOptional(target.headers, 'headers');
  const stream = String(target.stream ?? 'none');
  // without an expression, headers are the same for every call
  const fixed = holdsExpression(target.headers) ? undefined : buildHeaders(recordOf(target.headers), stream);
  const body = compileBody(target);

  return {
    home: url.origin,
    build: (scope, page) => {
      const path = fillPath(url, scope.args);
      const values = [query?.(scope), headers?.(scope), body.build(scope), body.contentType?.(scope)];
      return settle(values, ([parameters, given, value, contentType]) => {
        const search = buildQuery(url.search, withPage(recordOf(parameters), page, 'query'));
        const payload = body.write(page?.in === 'body' ? withPage(recordOf(value), page, 'body') : value, contentType);
        return {
          origin: url.origin,
          method,
          path: path + search,
          headers: withBody(payload, fixed ?? buildHeaders(recordOf(given), stream)),
          body: payload?.bytes,
          repeatable,
          label: requestLabel(method, url.host, path),
        };
      });
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function withPage(record: Readonly<Record<string, unknown>>, page: PageParameter | undefined, place: string) {
  return page?.in === place ? { ...record, [page.name]: page.value } : record;
}

/** The tool's own headers override those of the body. */
function withBody(body: Body | undefined, headers: Readonly<Record<string, string>>): UpstreamRequest['headers'] {
  if (body === undefined) return headers;
  return { 'content-type': body.contentType, 'content-length': Buffer.byteLength(body.bytes), ...headers };
}
