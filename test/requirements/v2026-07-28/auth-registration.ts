import { AUTHORIZATION_SERVER, CLIENT, CLIENT_AND_AUTHORIZATION_SERVER } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authRegistrationPage: Page = {
  revision: '2026-07-28',
  page: 'basic/authorization/client-registration',
  requirements: [
    {
      id: 'auth-registration-1',
      section: '',
      sentence:
        'Clients supporting all options SHOULD use the following priority order: Use pre-registered client information for the server if the client has it available',
      ...CLIENT,
    },
    {
      id: 'auth-registration-2',
      section: '',
      sentence:
        'Clients supporting all options SHOULD use the following priority order: Use Client ID Metadata Documents if the Authorization Server indicates that it supports them (via `client_id_metadata_document_supported` in OAuth Authorization Server Metadata)',
      ...CLIENT,
    },
    {
      id: 'auth-registration-3',
      section: '',
      sentence:
        'Clients supporting all options SHOULD use the following priority order: Use Dynamic Client Registration as a fallback if the Authorization Server supports it (via `registration_endpoint` in OAuth Authorization Server Metadata)',
      ...CLIENT,
    },
    {
      id: 'auth-registration-4',
      section: '',
      sentence:
        'Clients supporting all options SHOULD use the following priority order: Prompt the user to enter the client information if no other option is available',
      ...CLIENT,
    },
    {
      id: 'auth-registration-5',
      section: 'client-id-metadata-documents',
      sentence:
        'MCP clients and authorization servers SHOULD support OAuth Client ID Metadata Documents as specified in OAuth Client ID Metadata Document for client registration.',
      ...CLIENT_AND_AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-6',
      section: 'implementation-requirements',
      sentence:
        'MCP implementations supporting Client ID Metadata Documents MUST follow the requirements specified in OAuth Client ID Metadata Document.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-7',
      section: 'implementation-requirements',
      sentence: 'Clients MUST host their metadata document at an HTTPS URL following RFC requirements',
      ...CLIENT,
    },
    {
      id: 'auth-registration-8',
      section: 'implementation-requirements',
      sentence:
        'The `client_id` URL MUST use the "https" scheme and contain a path component, e.g. `https://example.com/client.json`',
      ...CLIENT,
    },
    {
      id: 'auth-registration-9',
      section: 'implementation-requirements',
      sentence:
        'The metadata document MUST include at least the following properties: `client_id`, `client_name`, `redirect_uris`',
      ...CLIENT,
    },
    {
      id: 'auth-registration-10',
      section: 'implementation-requirements',
      sentence: 'Clients MUST ensure the `client_id` value in the metadata matches the document URL exactly',
      ...CLIENT,
    },
    {
      id: 'auth-registration-11',
      section: 'implementation-requirements',
      sentence: 'For Authorization Servers: SHOULD fetch metadata documents when encountering URL-formatted client_ids',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-12',
      section: 'implementation-requirements',
      sentence:
        "For Authorization Servers: MUST validate that the fetched document's `client_id` matches the URL exactly",
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-13',
      section: 'implementation-requirements',
      sentence: 'For Authorization Servers: SHOULD cache metadata respecting HTTP cache headers',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-14',
      section: 'implementation-requirements',
      sentence:
        'For Authorization Servers: MUST validate redirect URIs presented in an authorization request against those in the metadata document',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-15',
      section: 'implementation-requirements',
      sentence:
        'For Authorization Servers: MUST validate the document structure is valid JSON and contains required fields',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-16',
      section: 'implementation-requirements',
      sentence:
        'For Authorization Servers: SHOULD follow the security considerations in Section 6 of Client ID Metadata Document and in Client ID Metadata Document Security',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'auth-registration-17',
      section: 'advertising-cimd-support',
      sentence:
        'MCP clients SHOULD check for this capability and MAY fall back to Dynamic Client Registration or pre-registration if unavailable.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-18',
      section: 'pre-registration',
      sentence:
        'MCP clients SHOULD support an option for static client credentials such as those supplied by a pre-registration flow.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-19',
      section: 'application-type-and-redirect-uri-constraints',
      sentence: 'MCP clients MUST specify an appropriate `application_type` during Dynamic Client Registration.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-20',
      section: 'application-type-and-redirect-uri-constraints',
      sentence:
        'Native applications (desktop applications, mobile apps, CLI tools, and locally-hosted web applications accessed via `localhost`) SHOULD use `application_type: "native"`',
      ...CLIENT,
    },
    {
      id: 'auth-registration-21',
      section: 'application-type-and-redirect-uri-constraints',
      sentence:
        'Web applications (remote browser-based applications served from a non-local host) SHOULD use `application_type: "web"`',
      ...CLIENT,
    },
    {
      id: 'auth-registration-22',
      section: 'application-type-and-redirect-uri-constraints',
      sentence:
        'MCP clients MUST be prepared to handle registration failures due to redirect URI constraints when authorization servers implement OIDC.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-23',
      section: 'application-type-and-redirect-uri-constraints',
      sentence:
        'When a registration request is rejected, clients SHOULD surface a meaningful error to the user or developer.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-24',
      section: 'authorization-server-binding',
      sentence:
        "Clients that use pre-registered credentials, or persist client credentials obtained via Dynamic Client Registration, MUST associate those credentials with the specific authorization server that issued them, keyed by the authorization server's `issuer` identifier.",
      ...CLIENT,
    },
    {
      id: 'auth-registration-25',
      section: 'authorization-server-binding',
      sentence:
        'When the authorization server changes (detected via updated protected resource metadata), clients MUST NOT reuse client credentials from a different authorization server and MUST re-register with the new authorization server.',
      ...CLIENT,
    },
    {
      id: 'auth-registration-26',
      section: 'authorization-server-binding',
      sentence:
        'If the authorization server indicated by protected resource metadata no longer matches the one the credentials were registered with, clients SHOULD surface an error rather than silently attempting to use mismatched credentials.',
      ...CLIENT,
    },
  ],
};
