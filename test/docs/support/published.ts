import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KINDS } from '../../../lambda/catalog/publish/check/kinds/index.ts';
import { publish, readDocuments } from '../../../lambda/catalog/publish/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../lambda/json.ts';
import type { Protocol } from '../../../lambda/protocol/index.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { temporaryDirectory } from '../../e2e/support/directories.ts';
import { environment } from '../../lambda/targets/support.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { serveTable } from '../../support/serve.ts';
import { blocks, examplesOf } from './document.ts';
import { answerOf, type Exchange, exchangesOf, headersOf } from './exchanges.ts';
import { startHosts } from './http.ts';

/** A page whose documents are published, as the server `docs`. */
interface PublishedPage {
  /**
   * Sends a request as a client of 2026-07-28 that can be asked by a form.
   *
   * @returns `result`, without what every result has, or `error`
   * @throws Error when a target asked its upstream something else than the page says
   */
  ask(exchange: Exchange): Promise<JsonObject>;
  close(): Promise<void>;
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
};

/** Declares the tests that every request which a page shows is answered as the page says. */
export function answersAsItSays(markdown: string): void {
  let published: PublishedPage;

  beforeAll(async () => {
    published = await publishPage(markdown);
  });
  afterAll(() => published.close());

  test.each(exchangesOf(markdown).map((exchange) => [JSON.stringify(exchange.request), exchange]))(
    'answers %s as it says',
    async (_, exchange) => {
      expect(await published.ask(exchange)).toEqual(answerOf(exchange));
    },
  );
}

/** Publishes every document that a page shows; `api.example.com` answers as the page says. */
async function publishPage(markdown: string): Promise<PublishedPage> {
  const hosts = await startHosts(['api.example.com']);
  const yaml = examplesOf(markdown, Object.keys(KINDS)).map((example) => example.yaml);
  const protocol = await serve(hosts.local(yaml.join('\n---\n')));
  let requestState: Json | undefined;
  return {
    async ask(exchange) {
      hosts.expect(
        blocks(exchange, 'http request'),
        blocks(exchange, 'http response').map((words) => ({ words, base64: false })),
      );
      const request = httpRequest(exchange, requestState);
      const response = await protocol(request, 'docs', { kind: 'user', id: 'somebody', scopes: new Set() });
      if (hosts.problems().length > 0) throw new Error(hosts.problems().join('\n'));
      const { result, error } = JSON.parse(response.body);
      requestState = result?.requestState;
      return error === undefined ? { result: shown(result) } : { error };
    },
    close: () => hosts.close(),
  };
}

async function serve(documents: string): Promise<Protocol> {
  const scratch = await temporaryDirectory();
  const file = join(scratch.path, 'docs.yaml');
  await writeFile(file, documents);
  const table = createMemoryTable();
  const published = (await readDocuments([file], targetTypes))
    .filter((document) => document.kind !== 'Policy')
    .filter(({ server }) => server === 'docs');
  await publish(table, { server: 'docs', documents: published, prune: false });
  await scratch.remove();
  return serveTable(table, environment());
}

/** @param requestState of the result before, which a page writes as `…` */
function httpRequest(exchange: Exchange, requestState: Json | undefined) {
  const { method, params } = exchange.request;
  const shownParams: JsonObject = isJsonObject(params) ? params : {};
  const named = shownParams.requestState === '…' ? { ...shownParams, requestState } : shownParams;
  const headers = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': String(method),
    'mcp-name': String(named.name ?? named.uri ?? ''),
    ...headersOf(exchange),
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...named, _meta: META } });
  return { method: 'POST', path: '/mcp/docs', headers, body, remainingMs: 30_000, streams: true };
}

/** A result without what every result has, and what differs each time. */
function shown(result: JsonObject): JsonObject {
  const { resultType: _type, _meta, ttlMs: _ttl, cacheScope: _scope, requestState: _state, ...rest } = result;
  return rest;
}
