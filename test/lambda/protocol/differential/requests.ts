import type { Json, JsonObject } from '../../../../lambda/json.ts';
import type { Sent } from './pair.ts';

/** Requests of every kind, each right at first and then wrong in one way. */

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'twin-client', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

interface Request {
  readonly method: string;
  readonly params: JsonObject;
  /** What `Mcp-Name` mirrors. */
  readonly named?: string;
}

const REQUESTS: readonly Request[] = [
  { method: 'server/discover', params: {} },
  { method: 'tools/list', params: {} },
  { method: 'tools/call', params: { name: 'greet', arguments: {} }, named: 'greet' },
  { method: 'tools/call', params: { name: 'strict', arguments: { count: 2 } }, named: 'strict' },
  { method: 'tools/call', params: { name: 'strict', arguments: { count: 0 } }, named: 'strict' },
  { method: 'tools/call', params: { name: 'broken' }, named: 'broken' },
  { method: 'tools/call', params: { name: 'nobody' }, named: 'nobody' },
  { method: 'prompts/list', params: {} },
  { method: 'prompts/get', params: { name: 'review', arguments: { language: 'Go' } }, named: 'review' },
  { method: 'prompts/get', params: { name: 'review' }, named: 'review' },
  { method: 'prompts/get', params: { name: 'nobody' }, named: 'nobody' },
  { method: 'resources/list', params: {} },
  { method: 'resources/templates/list', params: {} },
  { method: 'resources/read', params: { uri: 'twin://readme' }, named: 'twin://readme' },
  { method: 'resources/read', params: { uri: 'twin://items/7' }, named: 'twin://items/7' },
  { method: 'resources/read', params: { uri: 'twin://nothing' }, named: 'twin://nothing' },
  {
    method: 'completion/complete',
    params: { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: 'G' } },
  },
  { method: 'ping', params: {} },
  { method: 'logging/setLevel', params: { level: 'info' } },
  { method: 'resources/subscribe', params: { uri: 'twin://readme' } },
  { method: 'nonsense', params: {} },
];

type Draft = { headers: Record<string, string>; body: Record<string, Json | undefined>; method?: string };
type Change = readonly [name: string, change: (draft: Draft) => void];

const metaOf = ({ body }: Draft) => (body.params as { _meta?: Record<string, Json> })._meta ?? {};
const setMeta = (key: string, value: Json | undefined) => (draft: Draft) => {
  const { [key]: _old, ...rest } = metaOf(draft);
  const _meta = value === undefined ? rest : { ...rest, [key]: value };
  draft.body.params = { ...(draft.body.params as JsonObject), _meta };
};
const setHeader = (name: string, value: string | undefined) => (draft: Draft) => {
  if (value === undefined) delete draft.headers[name];
  else draft.headers[name] = value;
};
const setBody = (key: string, value: Json | undefined) => (draft: Draft) => {
  draft.body[key] = value;
};
const setParam = (key: string, value: Json) => (draft: Draft) => {
  draft.body.params = { ...(draft.body.params as JsonObject), [key]: value };
};

/** Changes that make sense in both eras. */
const CHANGES: readonly Change[] = [
  ['as it should be', () => {}],
  ['id is a string', setBody('id', 'one')],
  ['id is null', setBody('id', null)],
  ['id is a fraction', setBody('id', 1.5)],
  ['id is an object', setBody('id', {})],
  ['no jsonrpc', setBody('jsonrpc', undefined)],
  ['jsonrpc 1.0', setBody('jsonrpc', '1.0')],
  ['method is a number', setBody('method', 1)],
  ['params is a list', setBody('params', [])],
  ['content type is text', setHeader('content-type', 'text/plain')],
  ['content type has a charset', setHeader('content-type', 'application/json; charset=utf-8')],
  ['accepts only JSON', setHeader('accept', 'application/json')],
  ['accepts anything', setHeader('accept', '*/*')],
  ['progress token', setMeta('progressToken', 7)],
  ['cursor of nobody', setParam('cursor', 'bm9wZQ')],
  ['a version of tomorrow', setHeader('mcp-protocol-version', '2099-01-01')],
  ['GET', (draft) => void Object.assign(draft, { method: 'GET' })],
  ['DELETE', (draft) => void Object.assign(draft, { method: 'DELETE' })],
];

const MODERN_CHANGES: readonly Change[] = [
  ['no version header', setHeader('mcp-protocol-version', undefined)],
  ['an older version header', setHeader('mcp-protocol-version', '2025-11-25')],
  ['no method header', setHeader('mcp-method', undefined)],
  ['another method header', setHeader('mcp-method', 'tools/nothing')],
  ['no name header', setHeader('mcp-name', undefined)],
  ['another name header', setHeader('mcp-name', 'another')],
  ['a broken name header', setHeader('mcp-name', '=?base64?%%%?=')],
  ['no _meta', setParam('_meta', {})],
  ['no version in _meta', setMeta('io.modelcontextprotocol/protocolVersion', undefined)],
  ['another version in _meta', setMeta('io.modelcontextprotocol/protocolVersion', '2099-01-01')],
  ['no capabilities', setMeta('io.modelcontextprotocol/clientCapabilities', undefined)],
  ['capabilities are a list', setMeta('io.modelcontextprotocol/clientCapabilities', [])],
  ['no client info', setMeta('io.modelcontextprotocol/clientInfo', undefined)],
  ['log level of nobody', setMeta('io.modelcontextprotocol/logLevel', 'loud')],
];

/** Bodies that are no request. */
const BODIES: readonly (readonly [name: string, body: string])[] = [
  ['nothing', ''],
  ['no JSON', '{"jsonrpc":'],
  ['a number', '7'],
  ['null', 'null'],
  ['a text', '"tools/list"'],
  ['an empty batch', '[]'],
  ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/list"}]'],
  ['a batch of notifications', '[{"jsonrpc":"2.0","method":"notifications/initialized"}]'],
  ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}'],
  ['a cancellation', '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}'],
  ['a response', '{"jsonrpc":"2.0","id":1,"result":{}}'],
  ['an error response', '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}'],
];

/** Every request that both servers are asked. */
export function allRequests(): readonly Sent[] {
  const modern = REQUESTS.flatMap((request) =>
    [...CHANGES, ...MODERN_CHANGES].map((change) => sent('2026-07-28', request, change)),
  );
  const legacy = ['2025-11-25', '2025-06-18'].flatMap((version) =>
    [...REQUESTS, initialize(version), initialize('2026-07-28')].flatMap((request) =>
      CHANGES.map((change) => sent(version, request, change)),
    ),
  );
  const others = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', undefined].flatMap((version) =>
    BODIES.map(([name, body]) => ({
      name: `${version ?? 'no version'}: ${name}`,
      headers: { ...HEADERS, ...(version !== undefined && { 'mcp-protocol-version': version }) },
      body,
    })),
  );
  return [...new Map([...modern, ...legacy, ...others].map((request) => [JSON.stringify(request), request])).values()];
}

function initialize(protocolVersion: string): Request {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'twin-client', version: '1.0.0' } };
  return { method: 'initialize', params };
}

function sent(version: string, { method, params, named }: Request, [change, apply]: Change): Sent {
  const isModern = version === '2026-07-28';
  const draft: Draft = {
    headers: {
      ...HEADERS,
      'mcp-protocol-version': version,
      ...(isModern && { 'mcp-method': method, ...(named !== undefined && { 'mcp-name': named }) }),
    },
    body: { jsonrpc: '2.0', id: 1, method, params: isModern ? { ...params, _meta: META } : params },
  };
  apply(draft);
  const about = [method, named ?? params.protocolVersion].filter((word) => word !== undefined).join(' ');
  const { headers, body, method: verb } = draft;
  return {
    name: `${version}: ${about}: ${change}`,
    ...(verb !== undefined && { method: verb }),
    headers,
    body: verb === undefined ? JSON.stringify(body) : '',
  };
}
