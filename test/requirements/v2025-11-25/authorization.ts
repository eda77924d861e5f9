import { AUTHORIZATION_SERVER, CLIENT, CLIENT_AND_AUTHORIZATION_SERVER } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authorization202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/authorization',
  requirements: [
    {
      id: 'authorization-2025-11-1',
      section: 'protected-resource-metadata-discovery-requirements',
      sentence:
        'Clients MUST treat the scopes provided in the challenge as authoritative for satisfying the current request.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-2',
      section: 'protected-resource-metadata-discovery-requirements',
      sentence:
        'If the `scope` parameter is absent, clients SHOULD apply the fallback behavior defined in the Scope Selection Strategy section.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-3',
      section: 'client-registration-approaches',
      sentence:
        'Clients supporting all options SHOULD follow the following priority order: Use pre-registered client information for the server if the client has it available',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-4',
      section: 'client-registration-approaches',
      sentence:
        'Clients supporting all options SHOULD follow the following priority order: Use Client ID Metadata Documents if the Authorization Server indicates if the server supports it (via `client_id_metadata_document_supported` in OAuth Authorization Server Metadata)',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-5',
      section: 'client-registration-approaches',
      sentence:
        'Clients supporting all options SHOULD follow the following priority order: Use Dynamic Client Registration as a fallback if the Authorization Server supports it (via `registration_endpoint` in OAuth Authorization Server Metadata)',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-6',
      section: 'client-registration-approaches',
      sentence:
        'Clients supporting all options SHOULD follow the following priority order: Prompt the user to enter the client information if no other option is available',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-7',
      section: 'client-id-metadata-documents',
      sentence:
        'MCP clients and authorization servers SHOULD support OAuth Client ID Metadata Documents as specified in OAuth Client ID Metadata Document.',
      ...CLIENT_AND_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-11-8',
      section: 'implementation-requirements',
      sentence:
        'For Authorization Servers: SHOULD follow the security considerations in Section 6 of Client ID Metadata Document',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-2025-11-9',
      section: 'preregistration',
      sentence:
        'MCP clients SHOULD support an option for static client credentials such as those supplied by a preregistration flow.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-10',
      section: 'token-requirements',
      sentence:
        'Note that authorization MUST be included in every HTTP request from client to server, even if they are part of the same logical session.',
      ...CLIENT,
    },
    {
      id: 'authorization-2025-11-11',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Server Scope Management: When responding with insufficient scope errors, servers SHOULD include the scopes needed to satisfy the current request in the `scope` parameter.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/e2e/access.test.ts › callers with good credentials › who lack a scope that the server offers › are redirected from stream to direct, where the challenge names everything that they need',
        'test/lambda/auth/decide.test.ts › the scopes of a challenge › are all that the operation needs, and the granted ones that this server names',
      ],
    },
    {
      id: 'authorization-2025-11-12',
      section: 'security-considerations',
      sentence: 'Implementations MUST follow OAuth 2.1 security best practices as laid out in OAuth 2.1 Section 7.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › in the query, a cookie, other headers or the body: the caller has none',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no log line, and no argument is',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no response',
        'test/lib/config/load.test.ts › a stage that admits everyone › is refused with plain HTTP, which would show the credentials',
      ],
    },
  ],
};
