import { CLIENT, LIFETIME, OWN_AUTHORIZATION_SERVER, PLAIN_WHERE_STREAMED } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authorization202503Page: Page = {
  revision: '2025-03-26',
  page: 'basic/authorization',
  requirements: [
    {
      id: 'authorization-2025-03-1',
      section: 'overview',
      sentence:
        'MCP auth implementations MUST implement OAuth 2.1 with appropriate security measures for both confidential and public clients.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-2',
      section: 'overview',
      sentence: 'MCP auth implementations SHOULD support the OAuth 2.0 Dynamic Client Registration Protocol (RFC7591).',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-3',
      section: 'overview',
      sentence: 'MCP servers SHOULD and MCP clients MUST implement OAuth 2.0 Authorization Server Metadata (RFC8414).',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-4',
      section: 'overview',
      sentence: 'Servers that do not support Authorization Server Metadata MUST follow the default URI schema.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-5',
      section: 'oauth-grant-types',
      sentence: 'MCP servers SHOULD support the OAuth grant types that best align with the intended audience.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-6',
      section: 'example-authorization-code-grant',
      sentence:
        'When authorization is required and not yet proven by the client, servers MUST respond with HTTP 401 Unauthorized.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
      ],
    },
    {
      id: 'authorization-2025-03-7',
      section: 'server-metadata-discovery',
      sentence: 'MCP clients MUST follow the OAuth 2.0 Authorization Server Metadata protocol defined in RFC8414.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-8',
      section: 'server-metadata-discovery',
      sentence: 'MCP server SHOULD follow the OAuth 2.0 Authorization Server Metadata protocol.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-9',
      section: 'server-metadata-discovery',
      sentence:
        'MCP servers that do not support the OAuth 2.0 Authorization Server Metadata protocol, MUST support fallback URLs.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-10',
      section: 'server-metadata-discovery-headers',
      sentence:
        'MCP clients SHOULD include the header `MCP-Protocol-Version: ` during Server Metadata Discovery to allow the MCP server to respond based on the MCP protocol version.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-11',
      section: 'authorization-base-url',
      sentence:
        'The authorization base URL MUST be determined from the MCP server URL by discarding any existing `path` component.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-12',
      section: 'authorization-base-url',
      sentence: 'The metadata endpoint MUST be at `https://api.example.com/.well-known/oauth-authorization-server`',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-13',
      section: 'fallbacks-for-servers-without-metadata-discovery',
      sentence:
        'For servers that do not implement OAuth 2.0 Authorization Server Metadata, clients MUST use the following default endpoint paths relative to the authorization base URL:',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-14',
      section: 'fallbacks-for-servers-without-metadata-discovery',
      sentence:
        'Clients MUST first attempt to discover endpoints via the metadata document before falling back to default paths.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-15',
      section: 'dynamic-client-registration',
      sentence:
        'MCP clients and servers SHOULD support the OAuth 2.0 Dynamic Client Registration Protocol to allow MCP clients to obtain OAuth client IDs without user interaction.',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-16',
      section: 'token-requirements',
      sentence: 'Access token handling MUST conform to OAuth 2.1 Section 5 requirements for resource requests.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › in the query, a cookie, other headers or the body: the caller has none',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › %s: 400, and nothing is read or repeated',
      ],
    },
    {
      id: 'authorization-2025-03-17',
      section: 'token-requirements',
      sentence: 'MCP client MUST use the Authorization request header field Section 5.1.1:',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-18',
      section: 'token-handling',
      sentence: 'Resource servers MUST validate access tokens as described in Section 5.2.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/tokens/attacks.test.ts › a token is refused with › %s',
        'test/lambda/tokens.test.ts › a function of a stage with an authorization server › shows nothing to a token without the scope',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is refused if it is the ID token, or any other token, of the same login',
      ],
    },
    {
      id: 'authorization-2025-03-19',
      section: 'token-handling',
      sentence: 'If validation fails, servers MUST respond according to Section 5.3 error handling requirements.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › %s: 400, and nothing is read or repeated',
      ],
      ...PLAIN_WHERE_STREAMED,
    },
    {
      id: 'authorization-2025-03-20',
      section: 'security-considerations',
      sentence: 'Clients MUST securely store tokens following OAuth 2.0 best practices',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-21',
      section: 'security-considerations',
      sentence: 'Servers SHOULD enforce token expiration and rotation',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/tokens/claims.test.ts › the times of a token › are judged at each use, also for a token in memory',
        'test/lambda/auth/keys/verifier.test.ts › the check of an API key › refuses a revoked key within refreshSeconds, and an expired one at once',
        'test/lambda/auth/keys/manage/key-store.test.ts › a rotation › keeps the id, the expiry and everything else; a new expiry is possible',
      ],
    },
    {
      id: 'authorization-2025-03-22',
      section: 'security-considerations',
      sentence: 'All authorization endpoints MUST be served over HTTPS',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-23',
      section: 'security-considerations',
      sentence: 'Servers MUST validate redirect URIs to prevent open redirect vulnerabilities',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-24',
      section: 'security-considerations',
      sentence: 'Redirect URIs MUST be either localhost URLs or HTTPS URLs',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-25',
      section: 'implementation-requirements',
      sentence: 'Implementations MUST follow OAuth 2.1 security best practices',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › in the query, a cookie, other headers or the body: the caller has none',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no log line, and no argument is',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no response',
        'test/lib/config/load.test.ts › a stage that admits everyone › is refused with plain HTTP, which would show the credentials',
      ],
    },
    {
      id: 'authorization-2025-03-26',
      section: 'implementation-requirements',
      sentence: 'PKCE is REQUIRED for all clients',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-03-27',
      section: 'implementation-requirements',
      sentence: 'Token rotation SHOULD be implemented for enhanced security',
      ...OWN_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-03-28',
      section: 'implementation-requirements',
      sentence: 'Token lifetimes SHOULD be limited based on security requirements',
      coveredBy: [
        'test/lambda/auth/keys/manage/key-store.test.ts › a request for a key is refused › %j',
        'test/lambda/auth/keys/manage/key-store.test.ts › a rotation › to an expiry beyond the longest lifetime is refused',
      ],
      ...LIFETIME,
    },
    {
      id: 'authorization-2025-03-29',
      section: 'session-binding-requirements',
      sentence:
        'MCP servers implementing third-party authorization MUST: Maintain secure mapping between third-party tokens and issued MCP tokens',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-30',
      section: 'session-binding-requirements',
      sentence:
        'MCP servers implementing third-party authorization MUST: Validate third-party token status before honoring MCP tokens',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-31',
      section: 'session-binding-requirements',
      sentence:
        'MCP servers implementing third-party authorization MUST: Implement appropriate token lifecycle management',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-32',
      section: 'session-binding-requirements',
      sentence:
        'MCP servers implementing third-party authorization MUST: Handle third-party token expiration and renewal',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-33',
      section: 'security-considerations',
      sentence: 'When implementing third-party authorization, servers MUST: Validate all redirect URIs',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-34',
      section: 'security-considerations',
      sentence: 'When implementing third-party authorization, servers MUST: Securely store third-party credentials',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-35',
      section: 'security-considerations',
      sentence:
        'When implementing third-party authorization, servers MUST: Implement appropriate session timeout handling',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-36',
      section: 'security-considerations',
      sentence:
        'When implementing third-party authorization, servers MUST: Consider security implications of token chaining',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
    {
      id: 'authorization-2025-03-37',
      section: 'security-considerations',
      sentence:
        'When implementing third-party authorization, servers MUST: Implement proper error handling for third-party auth failures',
      notApplicable: 'It binds servers that implement third-party authorization; Spillway does not.',
    },
  ],
};
