import type { OAuthClientProvider as ProviderV2 } from '@modelcontextprotocol/client';
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { signIn } from '../../support/sign-in.ts';

const REDIRECT_URI = 'http://127.0.0.1:1/callback';

type ClientInformation = Parameters<NonNullable<ProviderV1['saveClientInformation']>>[0];
type Tokens = Parameters<ProviderV1['saveTokens']>[0];
type Discovery = Parameters<NonNullable<ProviderV1['saveDiscoveryState']>>[0];

/** What an application keeps for the SDK while a user logs in, with the user. */
export interface Application {
  readonly provider: ProviderV1 & ProviderV2;
  /** The tokens that it has; a test may change them. */
  tokens: Tokens | undefined;
  /** Scopes that were asked for on the page of the authorization server, one entry for each time. */
  readonly asked: string[];
  /** The code with which the user came back last. */
  code(): string;
  /** The parameters with which the user came back last. */
  answer(): URLSearchParams;
}

/** An application whose user signs in as somebody and agrees to everything. */
export function createApplication(user: string): Application {
  let client: ClientInformation | undefined;
  let discovery: Discovery | undefined;
  let verifier = '';
  let answer = new URLSearchParams();
  const application: Application = {
    tokens: undefined,
    asked: [],
    code: () => answer.get('code') ?? '',
    answer: () => answer,
    provider: {
      redirectUrl: REDIRECT_URI,
      clientMetadata: {
        client_name: 'Test',
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
      clientInformation: () => client,
      saveClientInformation: (information: ClientInformation) => {
        client = information;
      },
      tokens: () => application.tokens,
      saveTokens: (tokens: Tokens) => {
        application.tokens = tokens;
      },
      discoveryState: () => discovery,
      saveDiscoveryState: (found: Discovery) => {
        discovery = found;
      },
      saveCodeVerifier: (text: string) => {
        verifier = text;
      },
      codeVerifier: () => verifier,
      redirectToAuthorization: async (page: URL) => {
        application.asked.push(page.searchParams.get('scope') ?? '');
        answer = (await signIn(page.href, REDIRECT_URI, { user })).searchParams;
      },
    },
  };
  return application;
}
