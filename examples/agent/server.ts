import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page on a port of this machine. */
export interface ServedPage {
  readonly url: string;
  close(): void;
}

/** Where the page calls tools, and where it is served. */
export interface PageOptions {
  /** The deployment's endpoint, for example `http://127.0.0.1:8787`. */
  readonly endpoint: string;
  /** 0 selects a free port. */
  readonly port: number;
}

interface File {
  readonly type: string;
  readonly body: string;
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Serves the page to browsers of this machine. The deployment must allow its origin (`edge.allowedOrigins`); the stage `dev` does.
 *
 * @throws TypeError if the endpoint is not an http or https URL
 */
export async function servePage({ endpoint, port }: PageOptions): Promise<ServedPage> {
  const target = URL.parse(endpoint);
  if (!target || !/^https?:$/.test(target.protocol))
    throw new TypeError(`The endpoint is ${endpoint}; expected an http or https URL`);
  const files = await filesFor(target.href);
  const server = createServer(respondWith(files, target.origin)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: the server listens on a port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function filesFor(endpoint: string): Promise<ReadonlyMap<string, File>> {
  const [page, style, script] = await Promise.all([
    readFile(pathOf('page/page.html'), 'utf8'),
    readFile(pathOf('page/page.css'), 'utf8'),
    bundleScript(),
  ]);
  return new Map([
    // An URL that is serialized has neither quotes nor angle brackets.
    [
      '/',
      { type: 'text/html; charset=utf-8', body: page.replace('{endpoint}', () => endpoint.replaceAll('&', '&amp;')) },
    ],
    ['/page.css', { type: 'text/css; charset=utf-8', body: style }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: script }],
  ]);
}

async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [pathOf('page/index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

/** @param target the only origin that the page may call */
function respondWith(files: ReadonlyMap<string, File>, target: string): RequestListener {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${target}; base-uri 'none'`;
  return ({ method, url = '/' }, response) => {
    const file = files.get(url.replace(/\?.*$/, ''));
    if (method !== 'GET' || file === undefined) {
      response.writeHead(method === 'GET' ? 404 : 405, { 'content-type': 'text/plain' }).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': file.type,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .end(file.body);
  };
}
