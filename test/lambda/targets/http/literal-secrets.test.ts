import type { JsonObject } from '../../../../lambda/json.ts';
import { httpTarget } from '../../../../lambda/targets/http/publish.ts';

/** The places of the warnings of a block. */
async function warnings(target: JsonObject): Promise<string[]> {
  const block = { type: 'http', url: 'https://a.example/', method: 'POST', ...target } as const;
  const faults = await httpTarget.check({ name: 'tool', input: { type: 'object' }, target: block });
  expect(faults.every(({ severity }) => severity === 'warning')).toBe(true);
  return faults.map(({ path }) => path.join('.'));
}

describe('a credential that stands in a document', () => {
  test.each<[JsonObject, string]>([
    [{ headers: { Authorization: 'Bearer abcdef123' } }, 'headers.Authorization'],
    [{ headers: { 'X-Api-Key': 'abcdef123' } }, 'headers.X-Api-Key'],
    [{ headers: { 'DD-API-KEY': 'abcdef123' } }, 'headers.DD-API-KEY'],
    [{ headers: { 'X-Other': 'ghp_0123456789abcdefghij' } }, 'headers.X-Other'],
    [{ body: { client_id: 'c', secret: 'live-secret-4711' } }, 'body.secret'],
    [{ body: { nested: [{ password: 'hunter22' }] } }, 'body.nested.0.password'],
    [{ form: { client_secret: { value: 'abcdef123', style: 'form' } } }, 'form.client_secret.value'],
    [{ query: { access_token: 'abcdef123' } }, 'query.access_token'],
    [{ url: 'https://a.example/?api_key=abcdef123' }, 'url'],
    [{ url: 'https://a.example/{token}', path: { token: 'abcdef123' } }, 'path.token'],
    [{ text: 'xoxb-1234567890-abc' }, 'text'],
    [{ cookies: { token: 'abcdef123' } }, 'cookies.token'],
    [{ multipart: { password: { text: 'hunter22' } } }, 'multipart.password.text'],
    [{ text: '{"query":"x","api_key":"abcdef123"}' }, 'text'],
    [{ body: { query: 'mutation { login(token: "abcdef123") { id } }' } }, 'body.query'],
    [{ body: { sql: "select 1 where t = 'ghp_0123456789abcdefghij'" } }, 'body.sql'],
    [{ body: { k: '-----BEGIN RSA PRIVATE KEY-----\nx' } }, 'body.k'],
  ])('%j is warned about', async (target, place) => {
    expect(await warnings(target)).toEqual([place]);
  });

  test.each<JsonObject>([
    { headers: { Authorization: "{% 'Bearer ' & $args.token %}" } },
    { query: { key: 'PROJ-12345', pageToken: 'abcdef123', page_token: 'abcdef123' } },
    { body: { token: 'short', fields: { project: { key: 'PROJECT' } } } },
    { headers: { Accept: 'application/json' }, auth: { type: 'bearer', secret: 'token' } },
    { url: 'https://a.example/?key=PROJ' },
    { body: { query: 'query ($token: String) { login(token: $token, key: "PROJ", after: "abcdef123") { id } }' } },
    { text: "It's a key: not 'a secret'" },
  ])('%j is not', async (target) => {
    expect(await warnings(target)).toEqual([]);
  });
});
