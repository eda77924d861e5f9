import type { JsonObject } from '../../lambda/json.ts';
import {
  type AgentRequest,
  legacy,
  modern,
  modernCall,
  modernMeta,
  post,
  withBody,
  withHeaders,
} from './support/requests.ts';
import { startWorkshop, type Workshop } from './support/workshop.ts';

const CALL = modernCall('greet');
const envelope = (changes: JsonObject): AgentRequest =>
  withBody(
    CALL,
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet', ...changes } }),
  );
const without = (key: string): JsonObject =>
  Object.fromEntries(Object.entries(modernMeta).filter(([name]) => !name.endsWith(`/${key}`)));
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** A request that is refused with the HTTP status and the JSON-RPC code that the specification gives it. */
interface Refusal {
  readonly name: string;
  readonly request: AgentRequest;
  readonly status: number;
  readonly code: number;
  /** The request's id, where the answer can name it. */
  readonly id: 1 | undefined;
}

const refusal = (name: string, request: AgentRequest, status: number, code: number, id?: 1): Refusal => ({
  name,
  request,
  status,
  code,
  id,
});

const refusals: readonly Refusal[] = [
  refusal('malformed JSON', withBody(CALL, '{"jsonrpc": "2.0",'), 400, -32700),
  refusal('an empty body', withBody(CALL, ''), 400, -32700),
  refusal('a batch', withBody(CALL, `[${CALL.body}]`), 400, -32600),
  refusal('a posted response', withBody(CALL, '{"jsonrpc":"2.0","id":1,"result":{}}'), 400, -32600),
  refusal('a number for a request', withBody(CALL, '17'), 400, -32600),
  refusal('a request whose id is null', withBody(CALL, CALL.body.replace('"id":1', '"id":null')), 400, -32600),
  refusal(
    'a body that nests a thousand levels deep',
    withBody(CALL, `{"jsonrpc":"2.0","id":1,"params":${deep(1000)}}`),
    400,
    -32600,
  ),
  refusal('no _meta', envelope({}), 400, -32602, 1),
  refusal('no protocol version in _meta', envelope({ _meta: without('protocolVersion') }), 400, -32602, 1),
  refusal('no client capabilities in _meta', envelope({ _meta: without('clientCapabilities') }), 400, -32602, 1),
  refusal(
    'a version header that disagrees with the body',
    withHeaders(CALL, { 'mcp-protocol-version': '2025-06-18' }),
    400,
    -32020,
    1,
  ),
  refusal('no version header', withHeaders(CALL, { 'mcp-protocol-version': undefined }), 400, -32020, 1),
  refusal(
    'a method header that disagrees with the body',
    withHeaders(CALL, { 'mcp-method': 'tools/explain' }),
    400,
    -32020,
    1,
  ),
  refusal('a method header in capitals', withHeaders(CALL, { 'mcp-method': 'TOOLS/CALL' }), 400, -32020, 1),
  refusal('no method header', withHeaders(CALL, { 'mcp-method': undefined }), 400, -32020, 1),
  refusal(
    'a name header that disagrees with the body',
    withHeaders(CALL, { 'mcp-name': 'order_parts' }),
    400,
    -32020,
    1,
  ),
  refusal('no name header', withHeaders(CALL, { 'mcp-name': undefined }), 400, -32020, 1),
  refusal('a name header whose Base64 is none', withHeaders(CALL, { 'mcp-name': '=?base64?Z3Jl!?=' }), 400, -32020, 1),
  refusal('a parameter without its header', modernCall('order_parts', { part: 'cog', site: 'A' }), 400, -32020, 1),
  refusal(
    'a parameter that its header contradicts',
    withHeaders(modernCall('order_parts', { part: 'cog', site: 'A' }), { 'mcp-param-site': 'B' }),
    400,
    -32020,
    1,
  ),
  refusal('a method that nobody knows', modern('tools/explain'), 404, -32601, 1),
  refusal('a method that the revision removed', modern('logging/setLevel'), 404, -32601, 1),
  refusal('a tool that does not exist', modernCall('no_such_tool'), 200, -32602, 1),
  refusal(
    'a legacy batch of a revision without batches',
    withBody(legacy('x'), `[${legacy('ping').body}]`),
    400,
    -32600,
  ),
];

/**
 * The refusals that do not depend on the method, as requests that the load balancer forwards to `direct`: by their Mcp-Method header.
 */
const forDirect = refusals.slice(0, 12).map((each) => ({
  ...each,
  request: withHeaders(each.request, { 'mcp-method': 'tools/list', 'mcp-name': undefined }),
}));
const LIST = modern('tools/list');

describe('bad input, through the front', () => {
  let workshop: Workshop;
  let url: string;

  beforeAll(async () => {
    workshop = await startWorkshop();
    url = `${workshop.endpoint}/mcp/workshop`;
  });
  afterAll(() => workshop.stop());

  describe.each([
    ['stream', refusals, CALL],
    ['direct', forDirect, LIST],
  ])('by way of %s', (way, refused, good) => {
    test.each(refused)('$name', async ({ request, status, code, id }) => {
      const [answer, served] = await workshop.watch(() => post(url, request));

      const json: JsonObject = JSON.parse(answer.text);
      expect(served).toMatchObject([{ function: way }]);
      expect({ status: answer.status, type: answer.contentType }).toEqual({ status, type: 'application/json' });
      expect(json).toMatchObject({ jsonrpc: '2.0', error: { code, message: expect.any(String) } });
      expect(json.id).toBe(id);
    });

    test('a version that nobody supports yet is told which ones are', async () => {
      const future = withHeaders(withBody(good, good.body.replace('2026-07-28', '2099-01-01')), {
        'mcp-protocol-version': '2099-01-01',
      });
      const { status, text } = await post(url, future);

      expect(status).toBe(400);
      expect(JSON.parse(text).error).toMatchObject({
        code: -32022,
        data: { supported: expect.arrayContaining(['2026-07-28', '2025-11-25']), requested: '2099-01-01' },
      });
    });

    test('a server that does not exist', async () => {
      const { status, text } = await post(`${workshop.endpoint}/mcp/nowhere`, good);

      expect(status).toBe(404);
      expect(JSON.parse(text)).toMatchObject({ id: 1, error: { code: -32602 } });
    });

    test.each(['https://evil.example.com', 'http://localhost.evil.example.com', 'null'])(
      'a page of %s',
      async (origin) => {
        expect(await post(url, withHeaders(good, { origin }))).toMatchObject({ status: 403 });
      },
    );

    test('a content type that is not JSON', async () => {
      const request = withHeaders(good, { 'content-type': 'text/plain' });
      expect(await post(url, request)).toMatchObject({ status: 415 });
    });

    test('a body of more than a megabyte', async () => {
      const large = withBody(good, JSON.stringify({ part: 'x'.repeat(1024 * 1024) }));
      expect(await post(url, large)).toMatchObject({ status: 413 });
    });
  });

  test('arguments that fail the schema are a result that the model can act on', async () => {
    const { status, text } = await post(url, modernCall('order_parts', { amount: 'many' }));

    expect(status).toBe(200);
    expect(JSON.parse(text).result).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/part[\s\S]*amount/) }],
    });
  });

  test.each([
    ['a method', { 'mcp-method': 'tools/list' }],
    ['a name', { 'mcp-method': 'tools/call', 'mcp-name': 'order_parts' }],
  ])('%s in the headers of a legacy call that its body contradicts', async (_, headers) => {
    const lying = withHeaders(legacy('tools/call', { name: 'greet' }), headers);
    const { status, text } = await post(url, lying);

    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ id: 1, error: { code: -32020 } });
  });

  test.each(['GET', 'HEAD', 'DELETE'])('%s is refused by the load balancer itself', async (method) => {
    const [response, served] = await workshop.watch(() => fetch(url, { method }));

    expect(response.status).toBe(405);
    expect(served).toEqual([{ method, rule: 10, target: 'fixed-response', function: undefined, status: 405 }]);
  });

  test.each(['GET', 'DELETE'])('%s of a web page is refused by direct, which names Allow', async (method) => {
    const headers = { origin: workshop.endpoint };
    const [response, served] = await workshop.watch(() => fetch(url, { method, headers }));

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect(response.headers.get('access-control-allow-origin')).toBe(workshop.endpoint);
    expect(served).toMatchObject([{ method, rule: 5, function: 'direct', status: 405 }]);
  });

  test.each(['/mcp/workshop/', '/workshop/mcp', '/workshop/mcp/'])('%s is the server workshop', async (path) => {
    expect(await post(workshop.endpoint + path, CALL)).toMatchObject({ status: 200 });
  });

  test.each(['/', '/mcp//', '/mcp/Workshop', '/mcp/workshop/tools', '/admin'])('nothing is at %s', async (path) => {
    const [answer, served] = await workshop.watch(() => post(workshop.endpoint + path, CALL));

    expect(answer).toMatchObject({ status: 404, contentType: 'application/json' });
    expect(served).toMatchObject([{ target: 'fixed-response', function: undefined }]);
  });
});
