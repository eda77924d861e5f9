import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuthFailed } from './http.ts';

/** Waits on loopback for the redirect that ends a login in the browser. RFC 8252 section 7.3 */
export interface RedirectListener {
  readonly redirectUri: string;
  /**
   * The parameters of the redirect with the given state.
   *
   * @throws OAuthFailed when none arrives in time
   */
  wait(timeoutMs: number): Promise<URLSearchParams>;
  close(): void;
}

const PATH = '/callback';

/**
 * Listens on a port of 127.0.0.1. Any page of the browser can send a request there, so that one without the state of this login is
 * refused, and the listener waits on. OAuth 2.1 section 7.12
 *
 * @param port 0 for a free one
 */
export async function listenForRedirect(state: string, port: number): Promise<RedirectListener> {
  const arrived = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    // `//` is no URL, and any page can send it: it must not end the login.
    const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
    const answer = request.method === 'GET' && url?.pathname === PATH ? url.searchParams : undefined;
    const isOurs = answer !== undefined && isSame(answer.get('state'), state);
    const text = isOurs
      ? 'Spillway received the answer. Return to the terminal; you can close this page.'
      : 'This is not the answer to the login that is waiting. Start it again with `spillway login`.';
    response.writeHead(isOurs ? 200 : 400, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      connection: 'close',
    });
    response.end(`${text}\n`);
    if (isOurs) arrived.resolve(answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new OAuthFailed(`cannot listen on 127.0.0.1:${port}: ${error.message}`)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    redirectUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    async wait(timeoutMs) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => late.reject(new OAuthFailed(`nobody logged in within ${Math.round(timeoutMs / 60_000)} minutes`)),
        timeoutMs,
      );
      try {
        return await Promise.race([arrived.promise, late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function isSame(found: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(found ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
