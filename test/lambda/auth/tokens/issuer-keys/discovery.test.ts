import { discoverKeys } from '../../../../../lambda/auth/tokens/issuer-keys/discovery.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { GetFailed } from '../../../../../lambda/outbound/index.ts';

/** Looks for an issuer's keys among documents by URL; a URL without one responds with 404. */
async function discover(issuer: string, documents: Readonly<Record<string, JsonObject>>) {
  const gets: string[] = [];
  const found = await discoverKeys(issuer, async (url) => {
    gets.push(url);
    const document = documents[url];
    if (document === undefined) throw new GetFailed(url, 'the status is 404');
    return document;
  }).catch((error: unknown) => error);
  return { gets, found };
}

const KEYS = 'https://login.example.com/keys';

describe("an issuer's metadata", () => {
  test.each([
    [
      'https://login.example.com/tenant',
      [
        'https://login.example.com/.well-known/oauth-authorization-server/tenant',
        'https://login.example.com/.well-known/openid-configuration/tenant',
        'https://login.example.com/tenant/.well-known/openid-configuration',
      ],
    ],
    [
      'https://login.example.com/',
      [
        'https://login.example.com/.well-known/oauth-authorization-server',
        'https://login.example.com/.well-known/openid-configuration',
      ],
    ],
  ])('of %s is found wherever the specifications put it', async (issuer, urls) => {
    for (const [index, url] of urls.entries()) {
      expect(await discover(issuer, { [url]: { issuer, jwks_uri: KEYS } })).toEqual({
        gets: urls.slice(0, index + 1),
        found: KEYS,
      });
    }
    expect(await discover(issuer, {})).toMatchObject({
      gets: urls,
      found: { message: expect.stringContaining('the status is 404') },
    });
  });

  test.each(['https://login.example.com/', 'https://attacker.example', undefined, 7, null])(
    'is not accepted if it is of another issuer: %j',
    async (named) => {
      const issuer = 'https://login.example.com';
      const url = `${issuer}/.well-known/oauth-authorization-server`;
      const document = { jwks_uri: 'https://attacker.example/keys', ...(named !== undefined && { issuer: named }) };

      const { found } = await discover(issuer, { [url]: document });

      expect(found).toMatchObject({ message: expect.stringContaining('another issuer') });
    },
  );

  test('has the location of the keys', async () => {
    const issuer = 'https://login.example.com';
    const url = `${issuer}/.well-known/oauth-authorization-server`;

    expect((await discover(issuer, { [url]: { issuer } })).found).toMatchObject({
      message: expect.stringContaining('no jwks_uri'),
    });
  });

  test('is not looked for elsewhere at a host that does not respond', async () => {
    const gets: string[] = [];

    const found = discoverKeys('https://login.example.com', async (url) => {
      gets.push(url);
      throw new GetFailed(url, 'connect ECONNREFUSED', { answered: false });
    });

    await expect(found).rejects.toThrow('ECONNREFUSED');
    expect(gets).toHaveLength(1);
  });
});
