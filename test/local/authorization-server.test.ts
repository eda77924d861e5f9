import { request } from 'node:http';
import { type AuthorizationServer, startAuthorizationServer } from '../../local/authorization-server/index.ts';
import { signIn } from '../support/sign-in.ts';

const CALLBACK = 'http://127.0.0.1:1/callback';

let server: AuthorizationServer;
beforeAll(async () => {
  server = await startAuthorizationServer({ asks: true });
});
afterAll(() => server.close());

const page = (parameters: Readonly<Record<string, string>> = {}) => {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'public-client',
    redirect_uri: CALLBACK,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    resource: 'http://127.0.0.1:8787/mcp/shop',
    scope: 'shop:read',
    ...parameters,
  });
  return `${server.issuer}/auth?${query}`;
};

/** The sign-in page, with the cookies that lead to it. */
async function openPage() {
  const first = await fetch(page(), { redirect: 'manual' });
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const url = new URL(first.headers.get('location') ?? '', server.issuer).href;
  const response = await fetch(url, { headers: { cookie } });
  return { url, cookie, response, setCookies: first.headers.getSetCookie() };
}

describe('the authorization server of the local stack', () => {
  test('issues nothing before somebody agrees on its page', async () => {
    const { response } = await openPage();
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<input name="user" value="alice"');
  });

  test('accepts the form from its own page in the same browser only', async () => {
    const { url, setCookies } = await openPage();

    const sent = await fetch(url, { method: 'POST', body: new URLSearchParams({ user: 'mallory' }) });

    expect(sent.status).toBe(400);
    expect(await sent.text()).toContain('did not start in this browser');
    expect(setCookies.every((line) => /samesite=(lax|strict)/i.test(line))).toBe(true);
  });

  test('can be in no frame, and runs no script', async () => {
    const { response } = await openPage();
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('shows what a client says about itself as text', async () => {
    const registration = await fetch(`${server.issuer}/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: '<script>alert(1)</script>',
        application_type: 'native',
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'none',
      }),
    });
    const { client_id: id } = (await registration.json()) as { client_id: string };
    const { url, cookie } = await openPageOf(id);

    const shown = await (await fetch(url, { headers: { cookie } })).text();

    expect(shown).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(shown).not.toContain('<script>');
  });

  test('ignores a user name that is none', async () => {
    const { url, cookie } = await openPage();
    const sent = await fetch(url, { method: 'POST', headers: { cookie }, body: new URLSearchParams({ user: 'a|b' }) });
    expect([sent.status, (await sent.text()).includes('name="user"')]).toEqual([200, true]);
  });

  test('returns a code, or the refusal', async () => {
    const agreed = await signIn(page(), CALLBACK, { user: 'bob' });
    expect(agreed.searchParams.get('code')).toMatch(/^[\w-]+$/);
    expect(agreed.searchParams.get('iss')).toBe(server.issuer);

    const refused = await signIn(page(), CALLBACK, { user: 'bob', refuses: true });
    expect(refused.searchParams.get('error')).toBe('access_denied');
  });

  test('accepts a request without scopes', async () => {
    const answer = await signIn(page({ scope: '' }), CALLBACK, { user: 'bob' });
    expect(answer.searchParams.has('code')).toBe(true);
  });

  test.each(['//', '/interaction/%', '/.well-known/%ff'])('goes on after a request for %s', async (target) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(server.issuer);
      const sent = request({ hostname, port, path: target });
      sent.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject);
      sent.end();
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await fetch(`${server.issuer}/.well-known/openid-configuration`)).status).toBe(200);
  });

  test('refuses another Host, which a page with a name for loopback sends', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${server.issuer}/.well-known/openid-configuration`, { headers: { host: 'evil.example' } });
      sent.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject);
      sent.end();
    });
    expect(status).toBe(403);
  });

  test.each([
    ['https://evil.example', null],
    ['http://localhost.evil.example', null],
    ['http://localhost:6274', 'http://localhost:6274'],
  ])('lets a page of %s read tokens: %s', async (origin, allowed) => {
    const form = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'public-client', code: 'none' });
    const response = await fetch(`${server.issuer}/token`, { method: 'POST', body: form, headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});

/** The page on which a person agrees to what a client asks for. */
async function openPageOf(clientId: string) {
  const jar = new Map<string, string>();
  let url = page({ client_id: clientId });
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = new URLSearchParams({ user: 'bob' });
    const isPage = url.includes('/interaction/') && !jar.has('signed');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(isPage && { method: 'POST', body: form }),
    });
    if (isPage) jar.set('signed', '1');
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) break;
    url = new URL(location, url).href;
  }
  return { url, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
}
