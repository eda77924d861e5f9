import { holdsExpression } from '../../expression/index.ts';
import { checkTexts, LOWER_CASE, type TemplateKeys } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { CALLER, checkOutput, closedShape, type DefaultResult } from '../output.ts';
import type { TargetTool } from '../types.ts';
import { checkAuth } from '../upstream/auth/publish.ts';
import { headerNameProblem, isHeaderValue } from '../upstream/index.ts';
import { checkPagination } from './pages/publish.ts';
import { BODY_KEYS, parseUrlTemplate } from './request/index.ts';
import { BODY_METHODS } from './schema.ts';

/**
 * Checks rules that the schema of an `http` block cannot express.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkHttp(tool: TargetTool): Promise<Fault[]> {
  const { target, input } = tool;
  const faults = [
    ...checkUrl(String(target.url), input),
    ...checkHeaders(target.headers),
    ...checkBody(target),
    ...checkAuth(target),
    ...checkStream(target),
    ...checkPagination(target),
    ...checkHead(tool),
    ...(await checkOutput(tool, defaultResult(target))),
  ];
  const shapes = { args: input, caller: CALLER, response: responseShape(target), event: EVENT };
  return [
    ...faults,
    ...(await checkTexts(target, { templates: templatesOf(target), shapes, output: tool.output, known: faults })),
  ];
}

const EVENT = closedShape({ name: { type: 'string' }, id: { type: 'string' } });

function responseShape(target: JsonObject): JsonObject {
  const bodies = { rows: { type: 'array' }, text: { type: 'string' }, unknown: {} };
  const headers = { type: 'object', propertyNames: LOWER_CASE };
  return closedShape({ status: { type: 'integer' }, headers, body: bodies[defaultResult(target)] });
}

/** An answer of rows is the list of its rows. */
function defaultResult({ stream = 'none', pagination }: JsonObject): DefaultResult {
  if (pagination !== undefined || stream === 'ndjson' || stream === 'sse') return 'rows';
  return stream === 'text' ? 'text' : 'unknown';
}

function checkHead({ target, output }: TargetTool): Fault[] {
  if (target.method !== 'HEAD' || output === undefined || target.result !== undefined) return [];
  return [{ path: ['method'], message: 'HEAD has no body, but the tool has an `output` schema: add a `result`' }];
}

function templatesOf({ stream }: JsonObject): TemplateKeys {
  const request = ['query', 'headers', 'contentType', ...BODY_KEYS].map((key) => [key, ['args', 'caller']] as const);
  const response = ['result', 'pagination.items', 'pagination.cursor', 'pagination.until'];
  return {
    ...Object.fromEntries(request),
    ...Object.fromEntries(response.map((key) => [key, ['args', 'response']])),
    row: stream === 'sse' ? ['args', 'row', 'event'] : ['args', 'row'],
  };
}

function checkUrl(url: string, input: JsonObject): Fault[] {
  try {
    const unknown = parseUrlTemplate(url).placeholders.filter((name) => !mayBeArgument(name, input));
    const known = isJsonObject(input.properties) ? Object.keys(input.properties).join(', ') : '';
    return unknown.map((name) => ({
      path: ['url'],
      message: `{${name}} is not an argument of the tool; its arguments are: ${known || 'none'}`,
    }));
  } catch (error) {
    return [{ path: ['url'], message: error instanceof Error ? error.message : 'is not a URL' }];
  }
}

/** Returns whether the input schema defines an argument, or has a keyword that could define it. */
function mayBeArgument(name: string, input: JsonObject): boolean {
  const { properties, additionalProperties } = input;
  if (isJsonObject(properties) ? Object.hasOwn(properties, name) : additionalProperties !== false) return true;
  return ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'].some((key) => key in input);
}

function checkBody(target: JsonObject): Fault[] {
  const method = String(target.method ?? 'GET');
  const [first, ...others] = BODY_KEYS.filter((key) => target[key] !== undefined);
  const faults: Fault[] = others.map((key) => ({
    path: [key],
    message: `a request has one body, and \`${first}\` already sets it`,
  }));
  if (first !== undefined && !BODY_METHODS.includes(method)) {
    const message = `a ${method} request has no body; use one of ${BODY_METHODS.join(', ')}`;
    faults.push({ path: [first], message });
  }
  const { contentType } = target;
  if (contentType === undefined) return faults;
  const path = ['contentType'];
  if (first !== 'text' && first !== 'binary') {
    faults.push({ path, message: 'applies to `text` and `binary` only; other bodies have a fixed type' });
  } else if (!holdsExpression(contentType) && !isHeaderValue(String(contentType))) {
    faults.push({ path, message: 'contains a line break or another forbidden character' });
  }
  return faults;
}

/** A stream has rows, unless it is text; `stream: pages` needs a way to the next page. */
function checkStream({ stream = 'none', pagination, row, method }: JsonObject): Fault[] {
  const faults: Fault[] = [];
  const paged = pagination !== undefined;
  if (stream === 'pages' && !paged) {
    faults.push({ path: ['stream'], message: 'needs `pagination`, which finds the next page' });
  }
  if (paged && stream !== 'pages' && stream !== 'none') {
    faults.push({ path: ['stream'], message: 'must be `pages` or `none` with `pagination`' });
  }
  if (row !== undefined && !paged && stream !== 'ndjson' && stream !== 'sse') {
    faults.push({ path: ['row'], message: 'needs rows: `stream: ndjson`, `stream: sse` or `pagination`' });
  }
  if (method === 'HEAD' && (stream !== 'none' || paged)) {
    faults.push({ path: ['method'], message: 'HEAD has no body to stream' });
  }
  return faults;
}

function checkHeaders(headers: unknown): Fault[] {
  if (!isJsonObject(headers)) return [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const path = ['headers', name];
    const message = seen.has(name.toLowerCase()) ? 'is set twice' : headerNameProblem(name);
    if (message !== undefined) faults.push({ path, message });
    if (!isHeaderValue(String(value)))
      faults.push({ path, message: 'contains a line break or another forbidden character' });
    seen.add(name.toLowerCase());
  }
  return faults;
}
