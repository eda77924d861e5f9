import { CLIENT, PLAIN_WHERE_STREAMED } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authDiscoveryPage: Page = {
  revision: '2026-07-28',
  page: 'basic/authorization/authorization-server-discovery',
  requirements: [
    {
      id: 'auth-discovery-1',
      section: 'authorization-server-location',
      sentence:
        'MCP servers MUST implement the OAuth 2.0 Protected Resource Metadata (RFC9728) specification to indicate the locations of authorization servers.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › serves the metadata of %s without credentials, whatever Host claims',
        'test/lambda/edge/well-known.test.ts › a document names its resource as it was asked for, and the issuers',
      ],
    },
    {
      id: 'auth-discovery-2',
      section: 'authorization-server-location',
      sentence:
        'The Protected Resource Metadata document returned by the MCP server MUST include the `authorization_servers` field containing at least one authorization server.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/lambda/edge/well-known.test.ts › a document names its resource as it was asked for, and the issuers',
        'test/lib/config/auth.test.ts › lists › %s is refused',
      ],
    },
    {
      id: 'auth-discovery-3',
      section: 'authorization-server-location',
      sentence:
        'Clients MUST maintain separate registration state (client credentials, tokens) per authorization server and MUST NOT assume that credentials valid for one authorization server will be accepted by another.',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-4',
      section: 'protected-resource-metadata-discovery-requirements',
      sentence:
        'MCP servers MUST implement one of the following discovery mechanisms to provide authorization server location information to MCP clients: WWW-Authenticate Header: Include the resource metadata URL in the `WWW-Authenticate` HTTP header under `resource_metadata` when returning `401 Unauthorized` responses, as described in RFC9728 Section 5.1.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/e2e/access.test.ts › a stage that requires credentials › with a bad credential in %s › refuses a list with the reason in its challenge',
      ],
      ...PLAIN_WHERE_STREAMED,
    },
    {
      id: 'auth-discovery-5',
      section: 'protected-resource-metadata-discovery-requirements',
      sentence:
        'MCP servers MUST implement one of the following discovery mechanisms to provide authorization server location information to MCP clients: Well-Known URI: Serve metadata at a well-known URI as specified in RFC9728. This can be either:',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › serves the metadata of %s without credentials, whatever Host claims',
        'test/lambda/edge/well-known.test.ts › the root document › (%j) is about the endpoint where a token may name it',
        'test/e2e/clients-auth.test.ts › %s › logs in through discovery',
        'test/e2e/clients-auth.test.ts › %s › logs in through discovery',
      ],
    },
    {
      id: 'auth-discovery-6',
      section: 'protected-resource-metadata-discovery-requirements',
      sentence:
        'MCP clients MUST support both discovery mechanisms and use the resource metadata URL from the parsed `WWW-Authenticate` headers when present; otherwise, they MUST fall back to constructing and requesting the well-known URIs in the order listed above.',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-7',
      section: 'protected-resource-metadata-discovery-requirements',
      sentence:
        'MCP clients MUST be able to parse `WWW-Authenticate` headers and respond appropriately to `HTTP 401 Unauthorized` responses from the MCP server.',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-8',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'To handle different issuer URL formats and ensure interoperability with both OAuth 2.0 Authorization Server Metadata and OpenID Connect Discovery 1.0 specifications, MCP clients MUST attempt multiple well-known endpoints when discovering authorization server metadata.',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-9',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'For issuer URLs with path components (e.g., `https://auth.example.com/tenant1`), clients MUST try endpoints in the following priority order: OAuth 2.0 Authorization Server Metadata with path insertion: `https://auth.example.com/.well-known/oauth-authorization-server/tenant1`',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-10',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'For issuer URLs with path components (e.g., `https://auth.example.com/tenant1`), clients MUST try endpoints in the following priority order: OpenID Connect Discovery 1.0 with path insertion: `https://auth.example.com/.well-known/openid-configuration/tenant1`',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-11',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'For issuer URLs with path components (e.g., `https://auth.example.com/tenant1`), clients MUST try endpoints in the following priority order: OpenID Connect Discovery 1.0 path appending: `https://auth.example.com/tenant1/.well-known/openid-configuration`',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-12',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'For issuer URLs without path components (e.g., `https://auth.example.com`), clients MUST try: OAuth 2.0 Authorization Server Metadata: `https://auth.example.com/.well-known/oauth-authorization-server`',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-13',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'For issuer URLs without path components (e.g., `https://auth.example.com`), clients MUST try: OpenID Connect Discovery 1.0: `https://auth.example.com/.well-known/openid-configuration`',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-14',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'After retrieving a metadata document, MCP clients MUST validate it as required by RFC8414 Section 3.3 or OpenID Connect Discovery Section 4.3: the `issuer` value in the document MUST be identical to the issuer identifier used to construct the well-known URL.',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-15',
      section: 'authorization-server-metadata-discovery',
      sentence: 'If they differ, the client MUST NOT use the metadata.',
      ...CLIENT,
    },
    {
      id: 'auth-discovery-16',
      section: 'authorization-server-metadata-discovery',
      sentence:
        'For example, a document fetched from `https://attacker.example/.well-known/oauth-authorization-server` that contains `"issuer": "https://honest.example"` MUST be rejected.',
      ...CLIENT,
    },
  ],
};
