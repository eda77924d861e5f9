import { isDeepStrictEqual } from 'node:util';
import { checkTexts, LOWER_CASE, type TemplateKeys } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import type { JsonObject } from '../../json.ts';
import { CALLER, checkOutput, closedShape, type DefaultResult } from '../output.ts';
import type { TargetTool } from '../types.ts';
import { checkAuth } from '../upstream/auth/publish.ts';
import { foreignTemplates } from './foreign-templates.ts';
import { literalSecrets } from './literal-secrets.ts';
import { checkPagination } from './pages/publish.ts';
import { checkPoll } from './poll/publish.ts';
import { BODY_KEYS, checkRequest } from './request/publish.ts';
import { checkResponse } from './response/publish.ts';
import { checkStream, isOfRows } from './stream/publish.ts';

/**
 * Checks rules that the schema of an `http` block cannot express.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkHttp(tool: TargetTool): Promise<Fault[]> {
  const { target, input } = tool;
  const ofRequest = checkRequest(tool);
  const faults = [
    ...ofRequest,
    ...literalSecrets(target),
    ...foreignTemplates(target, input).filter(
      ({ path }) => !ofRequest.some((fault) => isDeepStrictEqual(fault.path, path)),
    ),
    ...checkAuth(target),
    ...checkResponse(tool),
    ...checkStream(target),
    ...checkPagination(target),
    ...checkPoll(target),
    ...checkHead(tool),
    ...(await checkOutput(tool, defaultResult(target))),
  ];
  const shapes = {
    args: input,
    caller: CALLER,
    request: closedShape(REQUEST),
    response: responseShape(target),
    event: EVENT,
  };
  const signed = signatureKeys('value', target).map((key) => [key, SIGNED] as const);
  const shapesOf = { result: { response: responseShape(target, ROWS) }, ...Object.fromEntries(signed) };
  const facts = { templates: templatesOf(target), shapes, shapesOf, output: tool.output, known: faults };
  return [...faults, ...(await checkTexts(target, facts))];
}

const string = { type: 'string' };
/** What a signature covers. */
const REQUEST = {
  ...{ method: string, url: string, host: string, path: string, query: string, body: string },
  headers: { type: 'object', propertyNames: LOWER_CASE },
  timestamp: { type: 'integer' },
};
const SIGNED = { request: closedShape({ ...REQUEST, signature: string }) };
const EVENT = closedShape({ name: { type: 'string' }, id: { type: 'string' } });

/** What `result` finds beside the rows. */
const ROWS: JsonObject = { more: { type: 'boolean' }, next: {}, failure: string };

function responseShape(target: JsonObject, rows: JsonObject = {}): JsonObject {
  const bodies = { rows: { type: 'array' }, text: { type: 'string' }, unknown: {} };
  const headers = { type: 'object', propertyNames: LOWER_CASE };
  const kind = defaultResult(target);
  return closedShape({ status: { type: 'integer' }, headers, body: bodies[kind], ...(kind === 'rows' && rows) });
}

/** An answer of rows is the list of its rows. */
function defaultResult({ stream = 'none', pagination }: JsonObject): DefaultResult {
  if (pagination !== undefined || isOfRows(stream)) return 'rows';
  return stream === 'text' ? 'text' : 'unknown';
}

function checkHead({ target, output }: TargetTool): Fault[] {
  if (target.method !== 'HEAD' || output === undefined || target.result !== undefined) return [];
  return [{ path: ['method'], message: 'HEAD has no body, but the tool has an `output` schema: add a `result`' }];
}

/** The parts of the next page's request that `pagination.next` can give. */
const STEP_KEYS = ['query', 'headers', 'form', 'body', 'url'];

function signatureKeys(key: string, { auth }: JsonObject): readonly string[] {
  return Array.isArray(auth) ? auth.map((_, index) => `auth.${index}.${key}`) : [`auth.${key}`];
}

function templatesOf(target: JsonObject): TemplateKeys {
  const request = ['path', 'query', 'headers', 'cookies', 'contentType', ...BODY_KEYS].map(
    (key) => [key, ['args', 'caller']] as const,
  );
  const pagination = ['items', 'link', 'cursor', 'until', ...STEP_KEYS.map((key) => `next.${key}`)];
  const polled = ['url', 'until', 'failed'].map((key) => `poll.${key}`);
  const response = [
    ...['result', 'error', 'content', 'isError'],
    ...pagination.map((key) => `pagination.${key}`),
    ...polled,
  ];
  const row = target.stream === 'sse' ? (['args', 'row', 'event'] as const) : (['args', 'row'] as const);
  const signed = [...signatureKeys('string', target), ...signatureKeys('value', target)];
  return {
    ...Object.fromEntries(request),
    ...Object.fromEntries(signed.map((key) => [key, ['request'] as const])),
    ...Object.fromEntries(response.map((key) => [key, ['args', 'response']])),
    'pagination.resume': ['args'],
    maxRows: ['args'],
    ...{ row, until: row },
  };
}
