import {
  type AgentRequest,
  legacy,
  modern,
  modernCall,
  modernMeta,
  post,
  postLines,
  withBody,
  withHeaders,
} from './support/requests.ts';
import { startWorkshop, type Workshop } from './support/workshop.ts';

const MODERN_CALL = modernCall('greet');

/** Requests of every kind that the load balancer forwards to stream. */
const requests: readonly (readonly [string, AgentRequest])[] = [
  ['a call of a static tool', MODERN_CALL],
  [
    'a call of an http tool',
    withHeaders(modernCall('order_parts', { part: 'cog', site: 'A' }), { 'mcp-param-site': 'A' }),
  ],
  ['a call with an encoded name', withHeaders(MODERN_CALL, { 'mcp-name': '=?base64?Z3JlZXQ=?=' })],
  ['arguments that fail the schema', modernCall('order_parts', { amount: 0 })],
  ['an upstream that answers 503', modernCall('upstream_unhappy')],
  ['an unknown tool', modernCall('no_such_tool')],
  ['an unknown method', modern('tools/explain')],
  ['a removed method', modern('ping')],
  ['a name that disagrees', withHeaders(MODERN_CALL, { 'mcp-name': 'order_parts' })],
  ['a version that disagrees', withHeaders(MODERN_CALL, { 'mcp-protocol-version': '2025-11-25' })],
  ['a version from the future', withBody(MODERN_CALL, MODERN_CALL.body.replace('2026-07-28', '2099-01-01'))],
  [
    'a request without _meta',
    withBody(MODERN_CALL, '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"greet"}}'),
  ],
  ['a parameter without its header', modernCall('order_parts', { part: 'cog', site: 'A' })],
  ['malformed JSON', withBody(MODERN_CALL, '{"jsonrpc":')],
  ['an empty body', withBody(MODERN_CALL, '')],
  ['a batch', withBody(MODERN_CALL, `[${MODERN_CALL.body}]`)],
  ['a posted response', withBody(MODERN_CALL, '{"jsonrpc":"2.0","id":1,"result":{}}')],
  ['another content type', withHeaders(MODERN_CALL, { 'content-type': 'text/plain' })],
  ['an evil origin', withHeaders(MODERN_CALL, { origin: 'https://evil.example.com' })],
  [
    'a notification',
    withBody(MODERN_CALL, JSON.stringify({ jsonrpc: '2.0', method: 'notifications/x', params: { _meta: modernMeta } })),
  ],
  [
    'legacy: initialize',
    legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } }),
  ],
  ['legacy: initialized', withBody(legacy('x'), '{"jsonrpc":"2.0","method":"notifications/initialized"}')],
  ['legacy: ping', legacy('ping')],
  ['legacy: tools/list', legacy('tools/list')],
  ['legacy: tools/call', legacy('tools/call', { name: 'greet' })],
  ['legacy: an unknown method', legacy('tools/explain')],
  ['legacy: a bad cursor', legacy('tools/list', { cursor: 'nonsense' })],
  [
    'legacy: a batch of 2025-03-26',
    withBody(legacy('x', {}, '2025-03-26'), `[${legacy('ping').body},${legacy('tools/call', { name: 'greet' }).body}]`),
  ],
];

/** Requests whose answer does not depend on the method, so that the Mcp-Method header can send them either way. */
const EITHER_WAY = [
  'a version from the future',
  'a request without _meta',
  'malformed JSON',
  'an empty body',
  'a batch',
  'a posted response',
  'another content type',
  'an evil origin',
];

const toDirect = (request: AgentRequest, method = 'tools/list') =>
  withHeaders(request, { 'mcp-method': method, 'mcp-name': undefined });

describe('the same request gives the same answer through direct and through stream', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(() => workshop.stop());

  test.each([
    ...requests.filter(([name]) => EITHER_WAY.includes(name)),
    ...requests.filter(([name]) => name === 'legacy: tools/list' || name === 'legacy: a bad cursor'),
  ])('%s', async (_, request) => {
    const url = `${workshop.endpoint}/mcp/workshop`;

    const [streamed, byStream] = await workshop.watch(() => post(url, request));
    const [direct, byDirect] = await workshop.watch(() => post(url, toDirect(request)));

    expect(byStream).toMatchObject([{ rule: 900, target: 'ip', function: 'stream' }]);
    expect(byDirect).toMatchObject([{ rule: 50, target: 'lambda', function: 'direct' }]);
    expect(direct).toEqual(streamed);
  });

  // A load balancer that routed by one of two lines, and a function that believed the other, could be played off.
  test.each([
    ['a name', { 'mcp-name': ['order_parts', 'greet'] }, 400],
    ['an origin', { origin: ['https://evil.example.com', 'http://localhost:1'] }, 403],
    ['a key', { 'x-api-key': ['spw_a', 'spw_b'] }, 400],
  ])('%s that is sent twice counts whole', async (_, doubled, status) => {
    const url = `${workshop.endpoint}/mcp/workshop`;

    const streamed = await postLines(url, MODERN_CALL, doubled);

    expect(streamed.status).toBe(status);
    if (status === 400 && 'mcp-name' in doubled) return;
    expect(await postLines(url, modern('tools/list'), doubled)).toEqual(streamed);
  });

  test('a server that does not exist', async () => {
    const url = `${workshop.endpoint}/mcp/nowhere`;
    const list = legacy('tools/list');

    expect(await post(url, toDirect(list))).toEqual(await post(url, list));
  });
});

describe('with challenge=1, direct judges a request and never runs it', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(() => workshop.stop());

  test.each(requests.filter(([name]) => !['another content type', 'an evil origin'].includes(name)))(
    '%s',
    async (_, request) => {
      const url = `${workshop.endpoint}/mcp/workshop?challenge=1`;

      const [answer, served] = await workshop.watch(() => post(url, request));

      expect(served).toMatchObject([{ rule: 40, target: 'lambda', function: 'direct', status: 503 }]);
      expect(JSON.parse(answer.text).error.message).toMatch(/Send the request again/);
    },
  );
});
