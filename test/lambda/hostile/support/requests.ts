import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../../../../lambda/json.ts';
import { NAMED_BY } from '../../../support/mcp-name.ts';
import { SERVER, TOOLS } from './catalog.ts';
import { jsonText } from './json-text.ts';
import type { Line, Sent } from './ways.ts';

/** Long enough for a call, short enough for a stream that ends before its host does. */
const REMAINING_MS = 3_020;
const V2026 = '2026-07-28';
export const META = {
  'io.modelcontextprotocol/protocolVersion': V2026,
  'io.modelcontextprotocol/clientInfo': { name: 'hostile', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {
    elicitation: {},
    extensions: { 'io.modelcontextprotocol/tasks': {} },
  },
};

/** A method with parameters that are right, or nearly. */
export interface Call {
  readonly method: string;
  readonly params: JsonObject;
}

const ref = { type: 'ref/prompt', name: 'review' };
const taskId = 'A'.repeat(32);
export const CALLS: readonly Call[] = [
  ...TOOLS.map(({ name }) => ({ method: 'tools/call', params: { name, arguments: { id: 'a', text: 'b' } } })),
  { method: 'prompts/get', params: { name: 'review', arguments: { language: 'Go' } } },
  { method: 'resources/read', params: { uri: 'target://readme' } },
  { method: 'resources/read', params: { uri: 'target://items/7' } },
  { method: 'resources/read', params: { uri: 'target://search/a?q=b' } },
  { method: 'completion/complete', params: { ref, argument: { name: 'language', value: 'g' }, context: {} } },
  { method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true, taskIds: [taskId] } } },
  { method: 'tasks/get', params: { taskId } },
  { method: 'tasks/update', params: { taskId, inputResponses: {} } },
  { method: 'tasks/cancel', params: { taskId } },
  { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: { elicitation: {} } } },
  { method: 'logging/setLevel', params: { level: 'info' } },
  { method: 'resources/subscribe', params: { uri: 'target://readme' } },
  ...[
    'tools/list',
    'prompts/list',
    'resources/list',
    'resources/templates/list',
    'server/discover',
    'ping',
    'none',
  ].map((method) => ({ method, params: {} })),
];

/** The body of a call, as a client of either era writes it. */
export function bodyOf({ method, params }: Call, modern: boolean): JsonObject {
  return { jsonrpc: '2.0', id: 1, method, params: modern ? { ...params, _meta: META } : params };
}

/** The headers of a call, as such a client sends them. */
export function headersOf({ method, params }: Call, modern: boolean): readonly Line[] {
  const common: Line[] = [
    ['content-type', 'application/json'],
    ['accept', 'application/json, text/event-stream'],
  ];
  if (!modern) return [...common, ['mcp-protocol-version', '2025-11-25']];
  const name = params[NAMED_BY[method] ?? ''];
  const named: Line[] = typeof name === 'string' ? [['mcp-name', name]] : [];
  return [...common, ['mcp-protocol-version', V2026], ['mcp-method', method], ...named];
}

export const ways = fc.constantFrom<Sent['way']>('alb', 'lists', 'api');

/** A POST to the server under attack. */
export function posted(way: Sent['way'], headers: readonly Line[], body: Sent['body'], server = SERVER): Sent {
  return { way, method: 'POST', path: `/mcp/${server}`, headers, body, remainingMs: REMAINING_MS };
}

/** A call that is right. */
export function rightCall(call: Call, way: Sent['way'] = 'api', modern = true, server = SERVER): Sent {
  return posted(way, headersOf(call, modern), JSON.stringify(bodyOf(call, modern)), server);
}

/** What is done to a member. */
type Change = 'replace' | 'remove' | 'repeat';
type Path = readonly (string | number)[];

function pathsOf(value: Json | undefined, path: Path = []): Path[] {
  const inner = isJsonObject(value) ? Object.keys(value) : Array.isArray(value) ? value.keys() : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...[...inner].flatMap((key) => pathsOf((value as JsonObject)[key], [...path, key])),
  ];
}

function write(
  value: Json | undefined,
  changes: ReadonlyMap<string, readonly [Change, string]>,
  path: Path = [],
): string {
  if (Array.isArray(value)) return `[${value.map((item, at) => write(item, changes, [...path, at])).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    const own = `${JSON.stringify(key)}:${write(inner, changes, at)}`;
    const [change, text] = changes.get(at.join('\n')) ?? [];
    if (change === undefined) return [own];
    const other = `${JSON.stringify(key)}:${text}`;
    if (change === 'remove') return [];
    return change === 'repeat' ? [own, other] : [other];
  });
  return `{${members.join(',')}}`;
}

/** Calls of either era with one to three members replaced by anything, taken away, or there twice. */
export const nearlyRight: fc.Arbitrary<Sent> = fc
  .tuple(fc.constantFrom(...CALLS), fc.boolean(), ways)
  .chain(([call, modern, way]) => {
    const body = bodyOf(call, modern);
    const change = fc.tuple(
      fc.constantFrom(...pathsOf(body).map((path) => path.join('\n'))),
      fc.tuple(fc.constantFrom<Change>('replace', 'remove', 'repeat'), jsonText),
    );
    return fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) => posted(way, headersOf(call, modern), write(body, new Map(changes))));
  });
