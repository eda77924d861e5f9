import { AUTHORIZATION_SERVER, CLIENT, CLIENT_AND_AUTHORIZATION_SERVER, PLAIN_WHERE_STREAMED } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authorization202506Page: Page = {
  revision: '2025-06-18',
  page: 'basic/authorization',
  requirements: [
    {
      id: 'authorization-2025-06-1',
      section: 'overview',
      sentence:
        'Authorization servers and MCP clients SHOULD support the OAuth 2.0 Dynamic Client Registration Protocol (RFC7591).',
      ...CLIENT_AND_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-06-2',
      section: 'overview',
      sentence: 'Authorization servers MUST provide OAuth 2.0 Authorization Server Metadata (RFC8414).',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-06-3',
      section: 'overview',
      sentence: 'MCP clients MUST use the OAuth 2.0 Authorization Server Metadata.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-06-4',
      section: 'authorization-server-location',
      sentence:
        'MCP servers MUST use the HTTP header `WWW-Authenticate` when returning a 401 Unauthorized to indicate the location of the resource server metadata URL as described in RFC9728 Section 5.1 "WWW-Authenticate Response".',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/e2e/access.test.ts › a stage that requires credentials › with a bad credential in %s › refuses a list with the reason in its challenge',
      ],
      ...PLAIN_WHERE_STREAMED,
    },
    {
      id: 'authorization-2025-06-5',
      section: 'server-metadata-discovery',
      sentence:
        'MCP clients MUST follow the OAuth 2.0 Authorization Server Metadata RFC8414 specification to obtain the information required to interact with the authorization server.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-06-6',
      section: 'dynamic-client-registration',
      sentence:
        'MCP clients and authorization servers SHOULD support the OAuth 2.0 Dynamic Client Registration Protocol RFC7591 to allow MCP clients to obtain OAuth client IDs without user interaction.',
      ...CLIENT_AND_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-06-7',
      section: 'token-handling',
      sentence: 'Authorization servers MUST only accept tokens that are valid for use with their own resources.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-06-8',
      section: 'authorization-code-protection',
      sentence: 'To mitigate this, MCP clients MUST implement PKCE according to OAuth 2.1 Section 7.5.2.',
      ...CLIENT,
    },
  ],
};
