import { type ServedPage, servePage } from '../../../examples/agent/server.ts';

const ENDPOINT = 'https://mcp.example.com/?a=1&b=%22';

describe('the server of the page', () => {
  let page: ServedPage;

  beforeAll(async () => {
    page = await servePage({ endpoint: ENDPOINT, port: 0 });
  });
  afterAll(() => page.close());

  test.each([
    ['', 'text/html; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
    ['page.js', 'text/javascript; charset=utf-8'],
  ])('serves /%s', async (path, type) => {
    const response = await fetch(page.url + path);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect((await response.text()).length).toBeGreaterThan(100);
  });

  test('names the endpoint, and allows the page to call no other origin', async () => {
    const response = await fetch(page.url);

    expect(await response.text()).toContain('content="https://mcp.example.com/?a=1&amp;b=%22"');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src https://mcp.example.com; base-uri 'none'",
    );
  });

  test('listens on loopback only', () => {
    expect(new URL(page.url).hostname).toBe('127.0.0.1');
  });

  test.each([
    ['GET', '../agent.ts', 404],
    ['GET', 'page.ts', 404],
    ['POST', '', 405],
  ])('answers %s /%s with %d', async (method, path, status) => {
    expect((await fetch(page.url + path, { method })).status).toBe(status);
  });
});

test.each(['ftp://127.0.0.1', 'countries'])('refuses the endpoint %s', async (endpoint) => {
  await expect(servePage({ endpoint, port: 0 })).rejects.toThrow(TypeError);
});
