import { AUTHORIZATION_SERVER, CLIENT, PLAIN_HTTP } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authSecurityPage: Page = {
  revision: '2026-07-28',
  page: 'basic/authorization/security-considerations',
  requirements: [
    {
      id: 'auth-security-1',
      section: '',
      sentence:
        'This document outlines security requirements that implementers MUST consider when building MCP clients and servers.',
      notApplicable: 'It introduces its page, whose sentences are listed on their own.',
    },
    {
      id: 'auth-security-2',
      section: '',
      sentence:
        'Additionally, implementors MUST follow OAuth 2.1 security best practices as outlined in OAuth 2.1 Section 7.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › in the query, a cookie, other headers or the body: the caller has none',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no log line, and no argument is',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no response',
        'test/lib/config/load.test.ts › a stage that admits everyone › is refused with plain HTTP, which would show the credentials',
      ],
    },
    {
      id: 'auth-security-3',
      section: 'token-audience-binding-and-validation',
      sentence:
        'MCP clients MUST include the `resource` parameter in authorization and token requests as specified in the Resource Parameter Implementation section',
      ...CLIENT,
    },
    {
      id: 'auth-security-4',
      section: 'token-audience-binding-and-validation',
      sentence: 'MCP servers MUST validate that tokens presented to them were specifically issued for their use',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › callers with good credentials › with a token of one server are refused at another, on both paths',
        'test/lambda/auth/tokens/claims.test.ts › the audience of a token › is judged for each request, also for a token in memory',
      ],
    },
    {
      id: 'auth-security-5',
      section: 'token-theft',
      sentence:
        'Clients and servers MUST implement secure token storage and follow OAuth best practices, as outlined in OAuth 2.1, Section 7.1.',
      coveredBy: [
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no item of the tables, and no argument is, except for those of a task',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no log line, and no argument is',
        'test/lambda/auth/keys/verifier.test.ts › the check of an API key › nothing that is stored or reported contains a secret',
      ],
    },
    {
      id: 'auth-security-6',
      section: 'token-theft',
      sentence: 'Authorization servers SHOULD issue short-lived access tokens to reduce the impact of leaked tokens.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-7',
      section: 'token-theft',
      sentence:
        'For public clients, authorization servers MUST rotate refresh tokens as described in OAuth 2.1 Section 4.3.1 "Token Endpoint Extension".',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-8',
      section: 'communication-security',
      sentence: 'Implementations MUST follow OAuth 2.1 Section 1.5 "Communication Security".',
      coveredBy: [
        'test/lib/config/load.test.ts › a stage that admits everyone › is refused with plain HTTP, which would show the credentials',
        'test/lib/config/auth.test.ts › an issuer › is not %s',
      ],
      ...PLAIN_HTTP,
    },
    {
      id: 'auth-security-9',
      section: 'communication-security',
      sentence: 'All authorization server endpoints MUST be served over HTTPS.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-10',
      section: 'communication-security',
      sentence: 'All redirect URIs MUST be either `localhost` or use HTTPS.',
      ...CLIENT,
    },
    {
      id: 'auth-security-11',
      section: 'authorization-code-protection',
      sentence:
        'To mitigate this, MCP clients MUST implement PKCE according to OAuth 2.1 Section 7.5.2 and MUST verify PKCE support before proceeding with authorization.',
      ...CLIENT,
    },
    {
      id: 'auth-security-12',
      section: 'authorization-code-protection',
      sentence:
        'MCP clients MUST use the `S256` code challenge method when technically capable, as required by OAuth 2.1 Section 4.1.1.',
      ...CLIENT,
    },
    {
      id: 'auth-security-13',
      section: 'authorization-code-protection',
      sentence:
        'OAuth 2.0 Authorization Server Metadata: If `code_challenge_methods_supported` is absent, the authorization server does not support PKCE and MCP clients MUST refuse to proceed.',
      ...CLIENT,
    },
    {
      id: 'auth-security-14',
      section: 'authorization-code-protection',
      sentence:
        'Since OAuth 2.1 and PKCE specifications do not define a mechanism for clients to discover PKCE support, MCP clients MUST rely on authorization server metadata to verify this capability: OpenID Connect Discovery 1.0: While the OpenID Provider Metadata does not define `code_challenge_methods_supported`, this field is commonly included by OpenID providers.',
      ...CLIENT,
    },
    {
      id: 'auth-security-15',
      section: 'authorization-code-protection',
      sentence:
        'MCP clients MUST verify the presence of `code_challenge_methods_supported` in the provider metadata response.',
      ...CLIENT,
    },
    {
      id: 'auth-security-16',
      section: 'authorization-code-protection',
      sentence: 'If the field is absent, MCP clients MUST refuse to proceed.',
      ...CLIENT,
    },
    {
      id: 'auth-security-17',
      section: 'authorization-code-protection',
      sentence:
        'Authorization servers providing OpenID Connect Discovery 1.0 MUST include `code_challenge_methods_supported` in their metadata to ensure MCP compatibility.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-18',
      section: 'open-redirection',
      sentence: 'MCP clients MUST have redirect URIs registered with the authorization server.',
      ...CLIENT,
    },
    {
      id: 'auth-security-19',
      section: 'open-redirection',
      sentence:
        'Authorization servers MUST validate exact redirect URIs against pre-registered values to prevent redirection attacks.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-20',
      section: 'open-redirection',
      sentence:
        'MCP clients SHOULD use and verify state parameters in the authorization code flow and discard any results that do not include or have a mismatch with the original state.',
      ...CLIENT,
    },
    {
      id: 'auth-security-21',
      section: 'open-redirection',
      sentence:
        "Authorization servers MUST take precautions to prevent redirecting user agents to untrusted URI's, following suggestions laid out in OAuth 2.1 Section 7.12.2",
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-22',
      section: 'open-redirection',
      sentence:
        'Authorization servers SHOULD only automatically redirect the user agent if it trusts the redirection URI.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-23',
      section: 'client-id-metadata-document-security',
      sentence:
        'When implementing Client ID Metadata Documents, authorization servers MUST consider the security implications detailed in OAuth Client ID Metadata Document, Section 6.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-24',
      section: 'authorization-server-abuse-protection',
      sentence:
        'Authorization servers fetching metadata documents SHOULD consider Server-Side Request Forgery (SSRF) risks, as described in OAuth Client ID Metadata Document: Server Side Request Forgery (SSRF) Attacks.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-25',
      section: 'localhost-redirect-uri-risks',
      sentence: 'Authorization servers: SHOULD display additional warnings for `localhost`-only redirect URIs',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-26',
      section: 'localhost-redirect-uri-risks',
      sentence: 'Authorization servers: MUST clearly display the redirect URI hostname during authorization',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-security-27',
      section: 'confused-deputy-problem',
      sentence:
        'MCP proxy servers using static client IDs MUST obtain user consent for each dynamically registered client before forwarding to third-party authorization servers (which may require additional consent).',
      notApplicable:
        'It binds proxies that are themselves clients of a third party’s authorization server; Spillway is none.',
    },
    {
      id: 'auth-security-28',
      section: 'access-token-privilege-restriction',
      sentence:
        'MCP servers MUST validate access tokens before processing the request, ensuring the access token is issued specifically for the MCP server, and take all necessary steps to ensure no data is returned to unauthorized parties.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › callers with good credentials › with a token of one server are refused at another, on both paths',
        'test/lambda/auth/matrix.test.ts › what the functions do is what the model says › %s, at %s',
      ],
    },
    {
      id: 'auth-security-29',
      section: 'access-token-privilege-restriction',
      sentence: 'A MCP server MUST follow the guidelines in OAuth 2.1 - Section 5.2 to validate inbound tokens.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/tokens/attacks.test.ts › a token is refused with › %s',
        'test/lambda/tokens.test.ts › a function of a stage with an authorization server › shows nothing to a token without the scope',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is refused if it is the ID token, or any other token, of the same login',
      ],
    },
    {
      id: 'auth-security-30',
      section: 'access-token-privilege-restriction',
      sentence:
        'MCP servers MUST only accept tokens specifically intended for themselves and MUST reject tokens that do not include them in the audience claim or otherwise verify that they are the intended recipient of the token.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › callers with good credentials › with a token of one server are refused at another, on both paths',
        'test/lambda/auth/tokens/claims.test.ts › the audience of a token › may be absent if the stage lists the client',
      ],
    },
    {
      id: 'auth-security-31',
      section: 'access-token-privilege-restriction',
      sentence: 'The MCP server MUST NOT pass through the token it received from the MCP client.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a caller’s credentials never reach a target',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › knows a user by the token alone, whatever the request says, and passes neither token nor key on',
        'test/e2e/login.test.ts › spillway login › keeps the tokens in a file that only its owner can read',
        'test/e2e/clients-auth.test.ts › %s › is refused at another server with the token of this one',
      ],
    },
    {
      id: 'auth-security-32',
      section: 'access-token-privilege-restriction',
      sentence:
        'MCP clients MUST implement and use the `resource` parameter as defined in RFC 8707 - Resource Indicators for OAuth 2.0 to explicitly specify the target resource for which the token is being requested.',
      ...CLIENT,
    },
  ],
};
