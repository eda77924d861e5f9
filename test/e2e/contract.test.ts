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

/** Requests that no rule sends to direct by itself, so that they can go either way. */
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

describe('the same request gives the same answer through direct and through stream', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(() => workshop.stop());

  test.each(requests)('%s', async (_, request) => {
    const url = `${workshop.endpoint}/mcp/workshop`;

    const [streamed, byStream] = await workshop.watch(() => post(url, request));
    const [direct, byDirect] = await workshop.watch(() => post(`${url}?challenge=1`, request));

    expect(byStream).toMatchObject([{ rule: 900, target: 'ip', function: 'stream' }]);
    expect(byDirect).toMatchObject([{ rule: 40, target: 'lambda', function: 'direct' }]);
    expect(direct).toEqual(streamed);
  });

  // A load balancer that routed by one of two lines, and a function that believed the other, could be played off.
  test.each([
    ['a name', { 'mcp-name': ['order_parts', 'greet'] }, 400],
    ['an origin', { origin: ['https://evil.example.com', 'http://localhost:1'] }, 403],
  ])('%s that is sent twice counts whole', async (_, doubled, status) => {
    const url = `${workshop.endpoint}/mcp/workshop`;

    const streamed = await postLines(url, MODERN_CALL, doubled);
    const direct = await postLines(`${url}?challenge=1`, MODERN_CALL, doubled);

    expect(streamed.status).toBe(status);
    expect(direct).toEqual(streamed);
  });

  test('a server that does not exist', async () => {
    const url = `${workshop.endpoint}/mcp/nowhere`;

    expect(await post(`${url}?challenge=1`, MODERN_CALL)).toEqual(await post(url, MODERN_CALL));
  });
});
