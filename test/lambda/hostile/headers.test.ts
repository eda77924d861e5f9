import fc from 'fast-check';
import { RAN } from './support/catalog.ts';
import { openHouse } from './support/deployment.ts';
import { anyText } from './support/json-text.ts';
import { judge } from './support/judge.ts';
import { CALLS, headersOf, posted, rightCall, ways } from './support/requests.ts';
import type { Line } from './support/ways.ts';

const RUNS = 1_200;
const house = await openHouse();

const NAMES = [
  'mcp-protocol-version',
  'MCP-Protocol-Version',
  'mcp-method',
  'Mcp-Name',
  'mCp-NaMe',
  'mcp-param-region',
  'mcp-param-count',
  'mcp-session-id',
  'last-event-id',
  'accept',
  'content-type',
  'origin',
  'host',
  'access-control-request-headers',
  'traceparent',
  '__proto__',
  'constructor',
  'toString',
];
const VALUES = [
  '',
  ' ',
  '2026-07-28',
  '2025-03-26',
  '2026-07-28, 2025-11-25',
  'tools/call',
  '=?base64??=',
  '=?base64?%%%?=',
  '=?base64?/w==?=',
  '=?BASE64?YQ==?=',
  '=?base64?YQ?=',
  '=?base64?YR==?=',
  '%00',
  '%zz',
  '\r\nx-evil: 1',
  '\u0000',
  'null',
  'https://a.example.org',
  'https://a\r\nx: y.example.org',
  'https://é.example.org',
  'application/jsonl',
  'application/json-lines;q=0',
  ' '.repeat(60_000),
  'a,'.repeat(30_000),
  '=?base64?'.repeat(6_000),
];

const line = fc.tuple(fc.oneof(fc.constantFrom(...NAMES), anyText), fc.oneof(fc.constantFrom(...VALUES), anyText));
const eras = fc.tuple(fc.constantFrom(...CALLS), fc.boolean(), ways);

test('headers of any name and value, as often as they like, are answered as the protocol says', async () => {
  const lines = fc.array(line, { minLength: 1, maxLength: 3 });
  const methods = fc.constantFrom('POST', 'POST', 'POST', 'POST', 'OPTIONS', 'GET', 'DELETE', 'HEAD', '');
  const property = fc.asyncProperty(
    eras,
    lines,
    fc.boolean(),
    methods,
    async ([call, modern, way], more, kept, method) => {
      const names = new Set(more.map(([name]) => name.toLowerCase()));
      const right = headersOf(call, modern).filter(([name]) => kept || !names.has(name));
      const sent = { ...rightCall(call, way, modern), headers: [...right, ...more], method };
      judge(sent, await house.send(sent));
    },
  );
  await fc.assert(property, { numRuns: 2 * RUNS });
});

test('paths of anything are answered as the protocol says', async () => {
  const paths = fc.oneof(anyText, fc.constantFrom('/mcp/__proto__', '/mcp/constructor', '/mcp/none', '/mcp', '/mcp/'));
  const property = fc.asyncProperty(eras, paths, async ([call, modern, way], path) => {
    const sent = { ...rightCall(call, way, modern), path: path.startsWith('/') ? path : `/mcp/${path}` };
    judge(sent, await house.send(sent));
  });
  await fc.assert(property, { numRuns: RUNS / 2 });
});

/** Calls the tool whose arguments headers mirror. */
async function mirror(args: Record<string, unknown>, lines: readonly Line[]): Promise<boolean> {
  const call = { method: 'tools/call', params: { name: 'headers', arguments: JSON.parse(JSON.stringify(args)) } };
  const sent = { ...rightCall(call), headers: [...headersOf(call, true), ...lines] };
  const answer = await house.send(sent);
  const [message] = judge(sent, answer);
  if (answer.status === 200) return answer.text.includes(RAN);
  expect(message).toMatchObject({ error: { code: -32020 } });
  return false;
}

const encoded = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

test('a mirrored text passes as Base64, whatever it is, and as nothing else that looks like it', async () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme-composite' }));
  const property = fc.asyncProperty(texts, fc.string(), fc.nat(40), async (text, junk, at) => {
    expect(await mirror({ region: text }, [['mcp-param-region', encoded(text)]])).toBe(true);
    const right = encoded(text);
    const spoiled = right.slice(0, at) + junk + right.slice(at);
    const passes = await mirror({ region: text }, [['mcp-param-region', spoiled]]);
    expect(passes).toBe(spoiled.trim() === right || spoiled.trim() === text);
  });
  await fc.assert(property, { numRuns: RUNS / 2 });
});

test('an integer is mirrored by a decimal number of its value, and by nothing else', async () => {
  const forms = fc.tuple(fc.integer(), fc.nat(9)).map(([n, form]) => {
    const right = [`${n}`, `${n}.0`, ` ${n} `, `${n}e0`, encoded(`${n}`)];
    const wrong = [`0x${n.toString(16)}`, `${n}.5`, `+${n} 0`, `${n}n`, `${n},${n}`];
    return { n, text: [...right, ...wrong][form] ?? '', passes: form < right.length };
  });
  const property = fc.asyncProperty(forms, async ({ n, text, passes }) => {
    expect(await mirror({ count: n }, [['mcp-param-count', text]])).toBe(passes);
  });
  await fc.assert(property, { numRuns: RUNS / 2 });
});

test('of a header that is sent twice no single value counts', async () => {
  const lines: Line[] = [
    ['mcp-param-region', 'eu'],
    ['Mcp-Param-Region', 'us'],
    ['mcp-param-region', 'eu'],
  ];
  expect(await mirror({ region: 'eu' }, lines)).toBe(false);
  expect(await mirror({ region: 'us' }, lines)).toBe(false);
});

test('nobody is told an origin that is no header value', async () => {
  const origins = anyText.map((text) => `https://${text}.example.org`);
  const call = CALLS[0] ?? { method: 'ping', params: {} };
  const property = fc.asyncProperty(origins, ways, async (origin, way) => {
    const sent = posted(way, [...headersOf(call, true), ['origin', origin]], rightCall(call).body);
    judge(sent, await house.send(sent));
  });
  await fc.assert(property, { numRuns: RUNS / 2 });
});
