import fc from 'fast-check';
import type { CatalogDocument } from '../../../lambda/catalog/documents.ts';
import type { ToolResult } from '../../../lambda/content/index.ts';
import type { HttpHandler } from '../../../lambda/edge/index.ts';
import type { Json, JsonObject } from '../../../lambda/json.ts';
import type { Parts } from '../../../lambda/targets/parts.ts';
import type { PreparedTarget } from '../../../lambda/targets/types.ts';
import { parseLossless } from '../../../lambda/text/index.ts';
import { readRevision } from '../../support/mcp-schemas.ts';
import { ask, askOld, post, type Reply } from './requirements/support/agent.ts';
import { deploy } from './requirements/support/deployment.ts';
import { prompt, resource, server, tool } from './requirements/support/documents.ts';

/**
 * Holds every list and every result to the official JSON Schemas, closed: a revision's clients receive only what it defines.
 * A request without a version header is held to both revisions whose clients send none.
 */

const MODERN = '2026-07-28';
const UNNAMED = 'none';
const OLDER = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const REVISIONS = new Map([MODERN, ...OLDER].map((version) => [version, readRevision(version)]));

/** Sends a request as a client of a revision. */
function askAs(version: string, handler: HttpHandler, method: string, params: JsonObject = {}): Promise<Reply> {
  if (version === MODERN) return ask(handler, method, params);
  const headers = { 'mcp-protocol-version': version === UNNAMED ? undefined : version };
  return askOld(handler, method, params, { headers });
}

function faultsOf(version: string, definition: string, value: Json): readonly string[] {
  const held = version === UNNAMED ? ['2024-11-05', '2025-03-26'] : [version];
  return held.flatMap((revision) => REVISIONS.get(revision)?.faultsOf(definition, value) ?? ['no such revision']);
}

const CLIENTS = [MODERN, ...OLDER, UNNAMED];

const icons = fc.constant([{ src: 'https://example.com/i.png', mimeType: 'image/png', theme: 'dark' as const }]);
const text = fc.constantFrom('A', 'text with "structuredContent":[1]', '"audio"', 'Größe');
const meta = fc.constantFrom<JsonObject>({ 'example.com/a': 1 }, {});
const annotations = fc.record(
  { audience: fc.constant(['user']), priority: fc.constant(0.5), lastModified: fc.constant('2025-01-12T15:00:58Z') },
  { requiredKeys: [] },
);
const described = { title: text, icons, description: text, _meta: meta };

const schemas = fc.constantFrom<JsonObject>(
  { type: 'object' },
  { type: 'object', properties: { anything: true, nothing: false }, required: [] },
  { type: 'object', properties: { list: { type: 'array', items: true } }, additionalProperties: false },
);
const hints = fc.record({ title: text, readOnlyHint: fc.boolean() }, { requiredKeys: [] });
const tools = fc.record({ ...described, input: schemas, output: schemas, annotations: hints }, { requiredKeys: [] });
const prompts = fc.record(
  { ...described, arguments: fc.constant([{ name: 'a', title: 'A', description: 'An a.', required: false }]) },
  { requiredKeys: [] },
);
const resources = fc.record({ ...described, mimeType: fc.constant('text/plain'), annotations }, { requiredKeys: [] });
const servers = fc.record({ title: text, icons }, { requiredKeys: [] });

const documents = fc
  .tuple(servers, tools, prompts, resources, resources)
  .map(([about, own, review, note, notes]): readonly CatalogDocument[] =>
    [
      server(about),
      tool(own),
      prompt(review),
      resource(note),
      resource({ ...notes, uri: undefined, uriTemplate: 'note://by/{author}' }),
    ].map((document) => JSON.parse(JSON.stringify(document))),
  );

const LISTS = [
  ['tools/list', 'ListToolsResult'],
  ['prompts/list', 'ListPromptsResult'],
  ['resources/list', 'ListResourcesResult'],
  ['resources/templates/list', 'ListResourceTemplatesResult'],
] as const;

test('every list and introduction is what the schema of the revision allows', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (given) => {
      const handler = (await deploy(...given)).instance();
      for (const version of CLIENTS) {
        for (const [method, definition] of LISTS) {
          const { response } = await askAs(version, handler, method);
          expect(faultsOf(version, definition, response.result)).toEqual([]);
        }
      }
      for (const protocolVersion of OLDER) {
        const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'a', version: '1' } };
        const { response } = await askAs(protocolVersion, handler, 'initialize', params);
        expect(response.result.protocolVersion).toBe(protocolVersion);
        expect(faultsOf(protocolVersion, 'InitializeResult', response.result)).toEqual([]);
      }
      const { response } = await ask(handler, 'server/discover');
      expect(faultsOf(MODERN, 'DiscoverResult', response.result)).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

type Members = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Makes blocks with the members that every type may have. */
function block(own: Members, optional: Members = {}): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const all: Record<string, fc.Arbitrary<unknown>> = { ...own, ...optional, annotations, _meta: meta };
  return fc.record(all, { requiredKeys: Object.keys(own) });
}

const embedded = fc.record(
  { uri: fc.constant('note://1'), text, mimeType: fc.constant('text/plain'), _meta: meta },
  { requiredKeys: ['uri', 'text'] },
);
const blocks = fc.oneof(
  block({ type: fc.constant('text'), text }),
  block({ type: fc.constant('image'), data: fc.constant('aGk='), mimeType: fc.constant('image/png') }),
  block({ type: fc.constant('audio'), data: fc.constant('aGk='), mimeType: fc.constant('audio/wav') }),
  block({ type: fc.constant('resource'), resource: embedded }),
  block(
    { type: fc.constant('resource_link'), uri: fc.constant('note://1'), name: fc.constant('A note') },
    { title: text, description: text, mimeType: fc.constant('text/plain'), size: fc.constant(3), icons },
  ),
);
const results = fc.record(
  {
    content: fc.array(blocks, { maxLength: 4 }),
    structuredContent: fc.constantFrom<Json>({ a: 1, _meta: { icons: [] } }, [1, 2], 'text', 7, null),
    isError: fc.boolean(),
  },
  { requiredKeys: ['content'] },
) as unknown as fc.Arbitrary<ToolResult>;

test('every result is what the schema of the revision allows', async () => {
  await fc.assert(
    fc.asyncProperty(results, async (result) => {
      const run: PreparedTarget = () => result;
      const messages = result.content.map((content) => ({ role: 'user', content }));
      const promptRun: PreparedTarget = () => ({ content: [], structuredContent: { messages } });
      const noteRun: PreparedTarget = () => ({
        content: result.content.filter(({ type }) => type === 'resource').concat({ type: 'text', text: 'a' }),
      });
      const target = { type: 'static', text: 'unused' };
      const deployment = await deploy(tool(), prompt({ target }), resource({ target, _meta: { 'example.com/a': 1 } }));
      const handler = deployment.instance({ runs: { greet: run, review: promptRun, note: noteRun } });
      for (const version of CLIENTS) {
        const called = (await askAs(version, handler, 'tools/call', { name: 'greet' })).response.result;
        expect(faultsOf(version, 'CallToolResult', called)).toEqual([]);
        const got = (await askAs(version, handler, 'prompts/get', { name: 'review' })).response.result;
        expect(faultsOf(version, 'GetPromptResult', got)).toEqual([]);
        const read = (await askAs(version, handler, 'resources/read', { uri: 'note://1' })).response.result;
        expect(faultsOf(version, 'ReadResourceResult', read)).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

async function* speaks(): Parts {
  const link = { type: 'resource_link', uri: 'note://1', name: 'A note', icons: [] } as const;
  yield { type: 'progress', progress: 1, total: 2, message: 'half' };
  yield { type: 'partial', content: [link, { type: 'audio', data: 'aGk=', mimeType: 'audio/wav' }], rows: 2 };
  yield { type: 'log', level: 'info', data: 'working' };
  yield { type: 'result', result: { content: [link] } };
}

test.each(CLIENTS)('what precedes a result is what the schema of the revision allows: %s', async (version) => {
  const handler = (await deploy(tool())).instance({ runs: { greet: speaks } });
  const params = { name: 'greet', _meta: { progressToken: 'p' } };

  const { messages } =
    version === MODERN
      ? await ask(handler, 'tools/call', { name: 'greet' }, { meta: { progressToken: 'p' } })
      : await askAs(version, handler, 'tools/call', params);

  const progress = messages.filter(({ method }) => method === 'notifications/progress');
  expect(progress.length).toBeGreaterThan(0);
  for (const message of progress) expect(faultsOf(version, 'ProgressNotification', message)).toEqual([]);
});

test('partial results fit the revision too', async () => {
  const handler = (await deploy(tool())).instance({ runs: { greet: speaks } });
  const { frames } = await handler({
    method: 'POST',
    path: '/mcp/test',
    headers: { 'content-type': 'application/json', accept: 'application/json-lines' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet' } }),
    remainingMs: 30_000,
    streams: true,
  });
  const lines: string[] = [];
  for await (const line of frames?.chunks ?? []) lines.push(line);

  const partial = JSON.parse(lines[0] ?? '');
  expect(partial.params.content.map(({ type }: { type: string }) => type)).toEqual(['text', 'text']);
});

// The requests of @modelcontextprotocol/sdk 1.10, which sends no version header.
test('a client of 2024-11-05 connects, lists and calls', async () => {
  const handler = (await deploy(server(), tool())).instance();
  const headers = { 'mcp-protocol-version': undefined };
  const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'sdk', version: '1.10.2' } };

  const opened = await askOld(handler, 'initialize', params, { id: 0, headers });
  const accepted = await post(handler, { jsonrpc: '2.0', method: 'notifications/initialized' });
  const listed = await askOld(handler, 'tools/list', {}, { id: 1, headers });
  const called = await askOld(handler, 'tools/call', { name: 'greet', arguments: {} }, { id: 2, headers });

  expect(opened.response.result).toMatchObject({ protocolVersion: '2024-11-05', serverInfo: { name: 'test' } });
  expect(opened.response.result.capabilities).not.toHaveProperty('completions');
  expect(accepted.status).toBe(202);
  expect(listed.response.result.tools).toHaveLength(1);
  expect(called.response.result).toEqual({ content: [{ type: 'text', text: 'Hello' }] });
});

describe('content that a revision lacks', () => {
  const link = {
    type: 'resource_link',
    uri: 'note://1',
    name: 'report',
    title: 'Report',
    mimeType: 'text/plain',
  } as const;
  const audio = { type: 'audio', data: 'aGk=', mimeType: 'audio/wav', annotations: { priority: 1 } } as const;
  const run: PreparedTarget = () => ({ content: [link, audio] });
  const called = async (version: string) => {
    const handler = (await deploy(tool())).instance({ runs: { greet: run } });
    return (await askAs(version, handler, 'tools/call', { name: 'greet' })).response.result;
  };

  test.each(['2024-11-05', UNNAMED])(
    'becomes text for a client of 2024-11-05, and for one that names none: %s',
    async (version) => {
      expect(await called(version)).toEqual({
        content: [
          { type: 'text', text: '[Resource Report (text/plain): note://1]' },
          {
            type: 'text',
            text: "[Audio (audio/wav), 2 bytes: the client's version of MCP has no audio content]",
            annotations: { priority: 1 },
          },
        ],
      });
    },
  );

  test('stays what 2025-03-26 knows', async () => {
    expect((await called('2025-03-26')).content.map(({ type }: { type: string }) => type)).toEqual(['text', 'audio']);
  });

  test.each(['2025-06-18', '2025-11-25'])('is nothing for %s', async (version) => {
    expect(await called(version)).toEqual({ content: [link, audio] });
  });

  test('keeps the digits of long numbers', async () => {
    const structuredContent = parseLossless('[12345678901234567890]');
    const handler = (await deploy(tool())).instance({ runs: { greet: () => ({ content: [], structuredContent }) } });

    const { result } = (await askAs('2025-11-25', handler, 'tools/call', { name: 'greet' })).response;

    expect(result).toEqual({ content: [{ type: 'text', text: '[12345678901234567890]' }] });
  });
});
