import type { OAuthClientInformationMixed, OAuthClientMetadata, OAuthTokens } from '@modelcontextprotocol/client';

const REDIRECT_URL = 'http://localhost:3000/callback';

/** The document that describes the client to authorization servers which fetch it. */
const CLIENT_METADATA_URL = 'https://conformance-test.local/client-metadata.json';

/** An OAuth provider for both SDKs, whose user consents to everything at once. */
export class ConformanceProvider {
  readonly redirectUrl = REDIRECT_URL;
  readonly clientMetadataUrl = CLIENT_METADATA_URL;
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: 'spillway-conformance',
    redirect_uris: [REDIRECT_URL],
    application_type: 'native',
  };
  #client: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = '';
  /** The parameters of the last redirect back. */
  callback = new URLSearchParams();

  /** @param client a client that has been registered before */
  constructor(client?: OAuthClientInformationMixed) {
    this.#client = client;
  }

  clientInformation() {
    return this.#client;
  }

  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.#client = client;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): void {
    if (scope === 'all' || scope === 'client') this.#client = undefined;
    if (scope === 'all' || scope === 'tokens') this.#tokens = undefined;
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    const response = await fetch(url, { redirect: 'manual' });
    this.callback = new URL(response.headers.get('location') ?? '').searchParams;
  }
}
