import { GetFailed, type GetJson } from '../../../outbound/index.ts';

/**
 * Finds the URL of an issuer's keys in its metadata.
 *
 * @param issuer the exact `iss`
 * @returns `jwks_uri`
 * @throws GetFailed, or Error for metadata that is not this issuer's
 */
export async function discoverKeys(issuer: string, getJson: GetJson): Promise<string> {
  const failures: unknown[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      const { issuer: named, jwks_uri: keys } = await getJson(url);
      // RFC 8414 section 3.3: another issuer's metadata could replace this one's keys.
      if (named !== issuer) throw new GetFailed(url, 'the metadata belongs to another issuer');
      if (typeof keys === 'string') return keys;
      throw new GetFailed(url, 'the metadata has no jwks_uri');
    } catch (error) {
      failures.push(error);
      // Without a response, the same host would not answer at another path either.
      if (!(error instanceof GetFailed) || !error.answered) break;
    }
  }
  throw new AggregateError(failures, failures.map(String).join('; '));
}

/**
 * Where an issuer may publish its metadata, in the order of the MCP specification.
 * spec: basic/authorization#authorization-server-metadata-discovery; RFC 8414 section 3.1, OpenID Connect Discovery section 4.1
 */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const urls = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  return [...new Set(urls)];
}
