import { settle } from '../../../expression/index.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import type { Origin } from '../../../outbound/index.ts';
import { isRepeatable } from '../../repeatable.ts';
import type { CallScope, TargetTool } from '../../types.ts';
import {
  ACCEPTED_CODINGS,
  buildHeaders,
  okRule,
  requestLabel,
  secretPlaceholders,
  type UpstreamRequest,
} from '../../upstream/index.ts';
import type { HttpLayer } from '../response/index.ts';
import { type Body, compileBody } from './body.ts';
import { changedBody, changedHeaders, type RequestChange } from './change.ts';
import { cookieText, headerTexts } from './head.ts';
import { compileParameters } from './parameters.ts';
import { buildQuery } from './query.ts';
import { fillPath, parseUrlTemplate } from './url.ts';

/** The request half of an `http` block. */
export interface RequestBuilder {
  /** The origin of the tool's URL. */
  readonly home: Origin;
  /** @throws ToolError for arguments that cannot form a request */
  build(scope: CallScope, change?: RequestChange): UpstreamRequest | Promise<UpstreamRequest>;
}

const NO_CHANGE: RequestChange = {};

/**
 * Compiles the request half of an `http` block.
 *
 * @param layer what the protocol above HTTP adds
 */
export function compileRequest(
  tool: Pick<TargetTool, 'target' | 'annotations'>,
  layer: HttpLayer = {},
): RequestBuilder {
  const { target } = tool;
  const method = String(target.method ?? 'GET');
  const repeatable = isRepeatable(tool, method);
  const url = parseUrlTemplate(String(target.url));
  const kept = keptOf(target.auth);
  const places = compileParameters(target.path, 'path');
  const query = compileParameters(target.query, 'query');
  const headers = compileParameters(target.headers, 'headers');
  const cookies = compileParameters(target.cookies, 'cookies');
  const stream = String(target.stream ?? 'none');
  // Pages are long texts. To decode a short answer takes longer than it saves, and rows would wait in the compressor.
  const codings = target.pagination === undefined ? 'identity' : ACCEPTED_CODINGS;
  const headersOf = (given: unknown, cookie: unknown) => {
    const values = headerTexts(recordOf(given), headers?.styleOf);
    const text = cookies && cookieText(recordOf(cookie), cookies.styleOf);
    return buildHeaders(text === undefined ? values : { ...values, cookie: text }, stream, codings);
  };
  // without an expression, headers are the same for every call
  const isFixed = [headers, cookies].every((place) => place === undefined || place.constant !== undefined);
  const fixed = isFixed ? headersOf(headers?.constant, cookies?.constant) : undefined;
  const body = compileBody(target);
  const ok = okRule(target.ok);

  return {
    home: url.origin,
    build: (scope, change = NO_CHANGE) => {
      const built = [
        places?.build(scope),
        query?.build(scope),
        fixed ?? headers?.build(scope),
        fixed ? undefined : cookies?.build(scope),
        body.build(scope),
        body.contentType?.(scope),
      ];
      return settle(built, ([place, parameters, given, cookie, value, contentType]) => {
        const path = fillPath(url, {
          args: scope.args,
          values: places && recordOf(place),
          styleOf: places?.styleOf,
          kept,
        });
        const search = buildQuery(url.search, {
          values: change.query ? { ...recordOf(parameters), ...change.query } : recordOf(parameters),
          styleOf: query?.styleOf,
          kind: 'query parameter',
        });
        const changed = changedBody(value, change);
        const payload = body.write(layer.body ? layer.body(changed) : changed, contentType);
        return {
          origin: url.origin,
          method,
          path: path + search,
          headers: withBody(payload, changedHeaders(fixed ?? headersOf(given, cookie), change)),
          body: payload?.bytes,
          ok,
          repeatable,
          busy: layer.busy,
          label: layer.label ?? requestLabel(method, url.host, path),
        };
      });
    },
  };
}

function keptOf(auth: JsonObject[string]): ReadonlySet<string> | undefined {
  const names = secretPlaceholders(auth);
  return names.length === 0 ? undefined : new Set(names);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

/** The tool's own headers override those of the body. */
function withBody(body: Body | undefined, headers: Readonly<Record<string, string>>): UpstreamRequest['headers'] {
  if (body === undefined) return headers;
  return { 'content-type': body.contentType, 'content-length': Buffer.byteLength(body.bytes), ...headers };
}
