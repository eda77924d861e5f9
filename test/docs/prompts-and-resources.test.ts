import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCatalogReader } from '../../lambda/catalog/index.ts';
import { publish, readDocuments } from '../../lambda/catalog/publish/index.ts';
import { KINDS } from '../../lambda/catalog/publish/kinds/index.ts';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { createProtocol, preparePrompt, prepareResource, prepareTool } from '../../lambda/protocol/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { environment } from '../lambda/targets/support.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { createTestState } from '../support/state.ts';
import { examplesOf, type Fence, fencesOf, readPage } from './support/document.ts';
import { type Hosts, startHosts } from './support/http.ts';

const page = readPage('prompts-and-resources.md');
const yaml = examplesOf(page, Object.keys(KINDS)).map((example) => example.yaml);

/** One request of the page, with the traffic and the result that follow it. */
const exchanges = fencesOf(page).reduce<{ request: JsonObject; fences: Fence[] }[]>((all, fence) => {
  if (fence.kind === 'json request') all.push({ request: JSON.parse(fence.content), fences: [] });
  else if (fence.kind !== 'yaml') all.at(-1)?.fences.push(fence);
  return all;
}, []);

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
};

describe('docs/prompts-and-resources.md', () => {
  let hosts: Hosts;
  let scratch: TemporaryDirectory;
  let protocol: ReturnType<typeof createProtocol>;

  beforeAll(async () => {
    hosts = await startHosts(['api.example.com']);
    scratch = await temporaryDirectory();
    const file = join(scratch.path, 'docs.yaml');
    await writeFile(file, hosts.local(yaml.join('\n---\n')));
    const table = createMemoryTable();
    await publish(table, { server: 'docs', documents: await readDocuments([file], targetTypes), prune: false });
    const stage = environment();
    const prepare = {
      tool: (document: Parameters<typeof prepareTool>[0]) => prepareTool(document, stage),
      prompt: (document: Parameters<typeof preparePrompt>[0]) => preparePrompt(document, stage),
      resource: (document: Parameters<typeof prepareResource>[0]) => prepareResource(document, stage),
    };
    const now = Date.now;
    protocol = createProtocol({
      catalog: createCatalogReader({ table, prepare, refreshSeconds: 5, cacheEntries: 100, now }),
      state: createTestState({ now }),
      jsonDepth: 64,
      ttlMs: 5000,
      now,
      newId: () => 'id',
      log: { info: () => undefined, error: () => undefined },
    });
  });
  afterAll(async () => {
    await Promise.all([hosts.close(), scratch.remove()]);
  });

  /** What a client of 2026-07-28 is told, without what every result has. */
  async function ask({ method, params }: JsonObject): Promise<JsonObject> {
    const named: JsonObject = isJsonObject(params) ? params : {};
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...named, _meta: META } });
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': String(method),
      'mcp-name': String(named.name ?? named.uri ?? ''),
    };
    const request = { method: 'POST', path: '/mcp/docs', headers, body, remainingMs: 30_000, streams: true };
    const response = await protocol(request, 'docs', { id: 'somebody', scopes: new Set() });
    const { result, error } = JSON.parse(response.body);
    if (error !== undefined) throw new Error(`${error.code} ${error.message}`);
    const { resultType: _type, _meta, ttlMs: _ttl, cacheScope: _scope, requestState: _state, ...rest } = result;
    return rest;
  }

  test.each(exchanges.map((exchange) => [JSON.stringify(exchange.request), exchange]))(
    'answers %s as it says',
    async (_, { request, fences }) => {
      const contents = (kind: string) => fences.filter((fence) => fence.kind === kind).map(({ content }) => content);
      hosts.expect(
        contents('http request'),
        contents('http response').map((words) => ({ words, base64: false })),
      );
      expect(await ask(request)).toEqual(JSON.parse(contents('json result')[0] ?? ''));
      expect(hosts.problems()).toEqual([]);
    },
  );

  test('shows requests of every kind', () => {
    expect(new Set(exchanges.map(({ request }) => request.method))).toEqual(
      new Set(['prompts/get', 'resources/read', 'completion/complete', 'tools/call']),
    );
  });

  test.each([
    ['Prompt', 'Prompts'],
    ['Resource', 'Resources'],
  ] as const)('has a row for every key of a %s', (kind, heading) => {
    const [, section = ''] = new RegExp(`^## ${heading}\n(.*?)(?=^## )`, 'ms').exec(page) ?? [];
    const rows = [...section.matchAll(/^\| (`[^|]*?) *\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, key = '']) => key),
    );
    const { properties } = KINDS[kind].schema;
    const keys = Object.keys(isJsonObject(properties) ? properties : {});
    expect(keys.filter((key) => !rows.includes(key) && key !== 'kind' && key !== 'server')).toEqual([]);
  });
});
