import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { compileTemplate, settle, type Template } from '../expression/index.ts';
import { outboundOf } from '../outbound/index.ts';
import { type PreparedTarget, type TargetEnvironment, type TargetTool, ToolError, type ToolResult } from '../types.ts';
import { failureResult, type ResponseView, viewOf } from './answer.ts';
import { type Answer, type Asked, exchange } from './exchange.ts';
import { buildHeaders } from './headers.ts';
import { buildQuery } from './query.ts';
import { resultOf } from './result.ts';
import { fillPath, parseUrlTemplate } from './url.ts';

/** Milliseconds before the deadline at which the upstream is given up, so that there is time to say so. */
const GOODBYE_MS = 20;
/** Characters of a path that errors show. */
const LABEL_CHARS = 300;

/** An `http` block made ready: both halves of a call, without the wire between them. */
export interface HttpCall {
  /** @throws ToolError for arguments that make no request */
  request(args: JsonObject): Asked | Promise<Asked>;
  /** @throws ToolError for an answer that makes no result */
  result(answer: Answer, asked: Asked, args: JsonObject, resultBytes: number): ToolResult | Promise<ToolResult>;
}

/** Makes an `http` tool callable. */
export function prepareHttp(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const call = compileHttp(tool);
  return async (args, { deadline, resultBytes }) => {
    const asked = await call.request(args);
    const timeoutMs = deadline - environment.now() - GOODBYE_MS;
    const answer = await exchange(outboundOf(environment), asked, { timeoutMs, resultBytes });
    return call.result(answer, asked, args, resultBytes);
  };
}

/** Compiles the templates of an `http` block. */
export function compileHttp({ target, output }: TargetTool): HttpCall {
  const method = String(target.method ?? 'GET');
  const url = parseUrlTemplate(String(target.url));
  const query = optional(target.query, 'query');
  const headers = optional(target.headers, 'headers');
  const body = optional(target.body, 'body');
  const result = target.result === undefined ? undefined : compileTemplate(target.result, 'result');
  const structured = output !== undefined;

  return {
    request: (args) => {
      const path = fillPath(url, args);
      return settle([query({ args }), headers({ args }), body({ args })], ([parameters, given, payload]) => {
        const text = payload === undefined ? undefined : JSON.stringify(payload);
        return {
          origin: url.origin,
          method,
          path: path + buildQuery(url.search, recordOf(parameters)),
          headers: { ...bodyHeaders(text), ...buildHeaders(recordOf(given)) },
          body: text,
          label: `${method} ${url.host}${path.length > LABEL_CHARS ? `${path.slice(0, LABEL_CHARS)}…` : path}`,
        };
      });
    },
    result: (answer, { label }, args, resultBytes) => {
      if (answer.status < 200 || answer.status >= 300) return failureResult(answer, label);
      const response = viewOf(answer, label);
      const value = result ? result({ args, response }) : defaultValue(response, label, structured);
      return settle([value], ([mapped]) => resultOf(mapped, { structured, label, resultBytes }));
    },
  };
}

const nothing: Template = () => undefined;

function optional(template: Json | undefined, where: string): Template {
  return template === undefined ? nothing : compileTemplate(template, where);
}

function recordOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function bodyHeaders(text: string | undefined): Record<string, string | number> {
  if (text === undefined) return {};
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
}

/** The body; an answer without one, such as 204, is told in words where words will do. */
function defaultValue(response: ResponseView, label: string, structured: boolean): unknown {
  if ('body' in response) return response.body;
  if (structured) throw new ToolError(`${label} answered ${response.status} without a body, so there is no result.`);
  return `${label} answered ${response.status} without a body.`;
}
