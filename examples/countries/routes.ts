import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { compareCountries } from './comparison.ts';
import { countries, countryOf, neighboursOf } from './data.ts';
import { ServiceError } from './errors.ts';
import { countryLines, Lines } from './lines.ts';
import { nearestCountries } from './nearest.ts';
import { searchCountries } from './search.ts';
import { statistics } from './statistics.ts';

/** What a route may look at: the code in its path, its query, its body once asked for. */
interface Asked {
  readonly code: string;
  readonly query: URLSearchParams;
  readonly body: () => Promise<unknown>;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly answer: (asked: Asked) => unknown;
}

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/health$/, answer: () => ({ status: 'ok', countries: countries.length }) },
  { method: 'GET', path: /^\/countries$/, answer: ({ query }) => searchCountries(query) },
  { method: 'GET', path: /^\/countries\.ndjson$/, answer: ({ query }) => countryLines(query) },
  { method: 'GET', path: /^\/countries\/([^/]+)$/, answer: ({ code }) => countryOf(code) },
  {
    method: 'GET',
    path: /^\/countries\/([^/]+)\/neighbours$/,
    answer: ({ code }) => ({ of: countryOf(code).name.common, items: neighboursOf(countryOf(code)) }),
  },
  { method: 'GET', path: /^\/statistics$/, answer: ({ query }) => statistics(query) },
  { method: 'GET', path: /^\/nearest$/, answer: ({ query }) => nearestCountries(query) },
  { method: 'POST', path: /^\/comparisons$/, answer: async ({ body }) => compareCountries(await body()) },
];

/** The service, not yet listening. */
export function createCountryService(): Server {
  return createServer((request, response) => {
    answer(request).then(
      (body) => (body instanceof Lines ? sendLines(response, body) : send(response, 200, body)),
      (error: unknown) => refuse(response, error),
    );
  });
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(url.pathname) : null;
    if (match === null) continue;
    const code = decodeURIComponent(match[1] ?? '');
    return await route.answer({ code, query: url.searchParams, body: () => bodyOf(request) });
  }
  throw new ServiceError(404, `Nothing answers ${request.method} ${url.pathname}`);
}

function bodyOf(request: IncomingMessage): Promise<unknown> {
  return json(request).catch(() => {
    throw new ServiceError(400, 'The body is not JSON');
  });
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, message } = refusalOf(error);
  send(response, status, { message });
}

function refusalOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof ServiceError) return error;
  if (error instanceof URIError) return { status: 400, message: 'The path is not properly encoded' };
  console.error(error);
  return { status: 500, message: 'The service failed' };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** A reader that hangs up ends the answer; there is nobody left to tell. */
function sendLines(response: ServerResponse, { texts }: Lines): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  pipeline(Readable.from(texts), response).catch(() => {});
}
