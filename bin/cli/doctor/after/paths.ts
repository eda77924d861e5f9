import { DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import { isJsonObject, type JsonObject, tryParseJson } from '../../../../lambda/json.ts';
import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { mcpRequest, type Probed } from '../probe/index.ts';
import { ADDRESS_TOOL } from '../server/index.ts';
import type { AfterContext } from './context.ts';

/** AWS: API Gateway adds it to every response; a lambda target of the load balancer has none. */
const GATEWAY_HEADER = 'x-amzn-requestid';
const HEADERS = ['authorization', 'x-api-key'] as const;

/** What a function answers for a server that is not published. */
const UNKNOWN_SERVER = `Unknown MCP server: ${DOCTOR_SERVER}`;
const ONCE = 'Run doctor again, once at a time: a second run replaces the server and the key of the first.';

/** Whether lists take the path without an API Gateway fee. */
export const listDirect: Check<AfterContext> = {
  id: 'list-direct',
  title: 'List through direct',
  needs: ['built-in-server'],
  async run({ site, server }) {
    const { passed, failed } = expecting('tools/list is answered by direct, without API Gateway.');
    const response = await site.probe(mcpRequest('tools/list', {}, { headers: withKey(server.key, 'authorization') }));
    const { tools } = resultIn(response);
    const seen = described(response, Array.isArray(tools) ? `${tools.length} tools` : undefined);
    if (Array.isArray(tools) && !response.headers.has(GATEWAY_HEADER)) return [passed(seen)];
    return [failed(seen, { fix: fixOf(response, 'direct') })];
  },
};

/** Whether calls reach the function behind API Gateway, with the key in either header: each has a rule of its own. */
export const callStream: Check<AfterContext> = {
  id: 'call-stream',
  title: 'Call through stream',
  needs: ['built-in-server'],
  run: async ({ site, server }) => {
    const outcomes: Outcome[] = [];
    for (const name of HEADERS) {
      const { passed, failed } = expecting(`tools/call with ${name} is answered by stream, through API Gateway.`);
      const response = await site.probe(addressCall(withKey(server.key, name)));
      const seen = described(response, 'structuredContent' in resultIn(response) ? 'a result' : undefined);
      const isServed = 'structuredContent' in resultIn(response) && response.headers.has(GATEWAY_HEADER);
      outcomes.push(isServed ? passed(seen) : failed(seen, { fix: fixOf(response, 'stream') }));
    }
    return outcomes;
  },
};

/** Whether the load balancer's transforms change host and path as the private API needs them, and nothing else. */
export const rewrites: Check<AfterContext> = {
  id: 'rewrites',
  title: 'Host and path rewrites',
  needs: ['call-stream'],
  async run({ site, server }) {
    const expected = "The function receives the API's host, the path without stage or prefix, and the query.";
    const { passed, failed } = expecting(expected);
    const path = `/${DOCTOR_SERVER}/mcp/`;
    const call = addressCall(withKey(server.key, 'authorization'));
    const response = await site.probe({ ...call, path: `${path}?a=1&a=2&b=x%20y` });
    const address = resultIn(response).structuredContent;
    if (!isJsonObject(address)) return [failed(described(response), { fix: fixOf(response, 'stream') })];
    const seen = `It received host ${address.host}, path ${address.path}, query ${JSON.stringify(address.query)}.`;
    const hasHost = address.host !== new URL(site.endpoint).host && /\bexecute-api\b/.test(String(address.host));
    const hasQuery = JSON.stringify(address.query) === JSON.stringify({ a: ['1', '2'], b: ['x y'] });
    if (hasHost && address.path === path && hasQuery) return [passed(seen)];
    const fix =
      'Deploy the Service stack again: the transforms of the rules with priority 900 and 901 are not those of the template.';
    return [failed(seen, { fix })];
  },
};

/** Whether the prefix that selects another function is added to the path. */
export const subscription: Check<AfterContext> = {
  id: 'subscription',
  title: 'Subscription through listen',
  needs: ['call-stream'],
  async run({ site, server }) {
    const { passed, failed } = expecting(
      'subscriptions/listen is acknowledged by listen, and its stream ends by itself.',
    );
    const params = { notifications: { toolsListChanged: true } };
    const headers = withKey(server.key, 'authorization');
    const response = await site.probe(mcpRequest('subscriptions/listen', params, { headers }));
    const isAcknowledged = response.text.includes('notifications/subscriptions/acknowledged');
    const end = response.endMs === undefined ? 'no end' : `the end after ${(response.endMs / 1_000).toFixed(1)} s`;
    const seen = described(response, isAcknowledged ? `the acknowledgement, and ${end}` : undefined);
    if (isAcknowledged && response.endMs !== undefined) return [passed(seen)];
    return [failed(seen, { fix: fixOf(response, 'listen'), key: 'functions.listen' })];
  },
};

/** A call that returns the address of its request. */
function addressCall(headers: Readonly<Record<string, string>>) {
  return mcpRequest('tools/call', { name: ADDRESS_TOOL, arguments: {} }, { headers });
}

/** The header with a key. */
export function withKey(key: string, header: (typeof HEADERS)[number] = 'authorization'): Record<string, string> {
  return header === 'x-api-key' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` };
}

/** The result of a response that is one JSON document. */
function resultIn({ text }: Probed): JsonObject {
  const message = tryParseJson(text);
  return isJsonObject(message) && isJsonObject(message.result) ? message.result : {};
}

/** A response in a few words; the function's own error, if it has one. */
function described({ status, headers, text }: Probed, what?: string): string {
  const way = headers.has(GATEWAY_HEADER) ? ' through API Gateway' : '';
  if (what !== undefined) return `It received ${status}${way} with ${what}.`;
  const message = tryParseJson(text);
  const { error } = isJsonObject(message) ? message : {};
  return `It received ${status}${way}: ${isJsonObject(error) ? error.message : text.slice(0, 200) || 'no body'}`;
}

function fixOf({ status, headers, text }: Probed, name: string): string {
  if (status === 401) return `${ONCE} If the deny list names every key, see \`spillway deny list\`.`;
  if (status === 404 && text.includes(UNKNOWN_SERVER)) return ONCE;
  if (status === 502 || status === 503 || status === 504) {
    return `Look at target-health and the log of the function ${name} (docs/troubleshooting.md, "${status}").`;
  }
  if (status === 403 && headers.has(GATEWAY_HEADER)) {
    return 'Deploy the Service stack again: the host or path that the load balancer sends selects no API (docs/troubleshooting.md, "403").';
  }
  return `Look at the log of the function ${name}, and compare the listener's rules with the template of the Service stack.`;
}
