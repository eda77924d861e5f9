import { AUTHORIZATION, AUTHORIZATION_SERVER, CLIENT, CUSTOM_TRANSPORT, STDIO } from '../reasons.ts';
import type { Page } from '../types.ts';

export const authorizationPage: Page = {
  revision: '2026-07-28',
  page: 'basic/authorization/index',
  requirements: [
    {
      id: 'authorization-1',
      section: 'protocol-requirements',
      sentence: 'Implementations using an HTTP-based transport SHOULD conform to this specification.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-2',
      section: 'protocol-requirements',
      sentence:
        'Implementations using an STDIO transport SHOULD NOT follow this specification, and instead retrieve credentials from the environment.',
      ...STDIO,
    },
    {
      id: 'authorization-3',
      section: 'protocol-requirements',
      sentence:
        'Implementations using alternative transports MUST follow established security best practices for their protocol.',
      ...CUSTOM_TRANSPORT,
    },
    {
      id: 'authorization-4',
      section: 'overview',
      sentence:
        'Authorization servers MUST implement OAuth 2.1 with appropriate security measures for both confidential and public clients.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-5',
      section: 'overview',
      sentence:
        'Authorization servers and MCP clients SHOULD support OAuth Client ID Metadata Documents (draft-ietf-oauth-client-id-metadata-document-00).',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-6',
      section: 'overview',
      sentence: 'MCP servers MUST implement OAuth 2.0 Protected Resource Metadata (RFC9728).',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-7',
      section: 'overview',
      sentence: 'MCP clients MUST use OAuth 2.0 Protected Resource Metadata for authorization server discovery.',
      ...CLIENT,
    },
    {
      id: 'authorization-8',
      section: 'overview',
      sentence:
        'MCP authorization servers MUST provide at least one of the following discovery mechanisms: OAuth 2.0 Authorization Server Metadata (RFC8414)',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-9',
      section: 'overview',
      sentence:
        'MCP authorization servers MUST provide at least one of the following discovery mechanisms: OpenID Connect Discovery 1.0',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-10',
      section: 'overview',
      sentence:
        'MCP clients MUST support both discovery mechanisms to obtain the information required to interact with the authorization server.',
      ...CLIENT,
    },
    {
      id: 'authorization-11',
      section: 'authorization-server-discovery',
      sentence:
        'Implementations MUST follow the normative discovery requirements defined in Authorization Server Discovery.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-12',
      section: 'client-registration',
      sentence:
        'Before initiating the authorization flow, MCP clients MUST obtain a client ID through one of three registration mechanisms: Client ID Metadata Documents, pre-registration, or Dynamic Client Registration, following the requirements and selection priority defined in Client Registration.',
      ...CLIENT,
    },
    {
      id: 'authorization-13',
      section: 'scope-selection-strategy',
      sentence:
        'MCP servers SHOULD include a `scope` parameter in the `WWW-Authenticate` header as defined in RFC 6750 Section 3 to indicate the scopes required for accessing the resource.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-14',
      section: 'scope-selection-strategy',
      sentence:
        'Clients MUST NOT assume any particular set relationship between the challenged scope set and `scopes_supported`.',
      ...CLIENT,
    },
    {
      id: 'authorization-15',
      section: 'scope-selection-strategy',
      sentence: 'Clients MUST treat the scopes provided in the challenge as authoritative for the current operation.',
      ...CLIENT,
    },
    {
      id: 'authorization-16',
      section: 'scope-selection-strategy',
      sentence:
        'When re-authorizing, clients SHOULD include these scopes alongside any previously granted scopes to avoid losing permissions needed for other operations (see Step-Up Authorization Flow).',
      ...CLIENT,
    },
    {
      id: 'authorization-17',
      section: 'scope-selection-strategy',
      sentence:
        'Servers SHOULD strive for consistency in how they construct scope sets but they are not required to surface every dynamically issued scope through `scopes_supported`.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-18',
      section: 'scope-selection-strategy',
      sentence:
        'When implementing authorization flows, MCP clients SHOULD follow the principle of least privilege by requesting only the scopes necessary for their intended operations.',
      ...CLIENT,
    },
    {
      id: 'authorization-19',
      section: 'scope-selection-strategy',
      sentence:
        'During the initial authorization handshake, MCP clients SHOULD follow this priority order for scope selection: Use `scope` parameter from the initial `WWW-Authenticate` header in the 401 response, if provided',
      ...CLIENT,
    },
    {
      id: 'authorization-20',
      section: 'scope-selection-strategy',
      sentence:
        'During the initial authorization handshake, MCP clients SHOULD follow this priority order for scope selection: If `scope` is not available, use all scopes defined in `scopes_supported` from the Protected Resource Metadata document, omitting the `scope` parameter if `scopes_supported` is undefined.',
      ...CLIENT,
    },
    {
      id: 'authorization-21',
      section: 'authorization-response-validation',
      sentence:
        "Before redirecting the user-agent, the client MUST record the `issuer` value from the selected authorization server's validated metadata document (see Authorization Server Metadata Discovery) and associate it with the same per-request record used to store the PKCE code verifier (and the `state` value, if used).",
      ...CLIENT,
    },
    {
      id: 'authorization-22',
      section: 'authorization-response-validation',
      sentence:
        'MCP authorization servers SHOULD include the `iss` parameter in authorization responses, including error responses, as defined in RFC9207 Section 2.',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-23',
      section: 'authorization-response-validation',
      sentence:
        'Authorization servers that include the `iss` parameter MUST advertise this by setting `authorization_response_iss_parameter_supported` to `true` in their metadata (RFC9207 Section 2.3).',
      ...AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-24',
      section: 'authorization-response-validation',
      sentence:
        'On receiving the authorization response, MCP clients MUST apply the validation in RFC9207 Section 2.4 before transmitting the authorization code to any token endpoint:',
      ...CLIENT,
    },
    {
      id: 'authorization-25',
      section: 'authorization-response-validation',
      sentence:
        'A future revision of this specification is expected to upgrade authorization server inclusion of `iss` from SHOULD to MUST.',
      notApplicable: 'It announces a later revision, and binds authorization servers.',
    },
    {
      id: 'authorization-26',
      section: 'authorization-response-validation',
      sentence:
        'After decoding the `iss` value from the `application/x-www-form-urlencoded` response per RFC 9207 Section 2.4, clients MUST NOT apply scheme or host case folding, default-port elision, trailing-slash, or percent-encoding normalization (RFC 3986 Sections 6.2.2-6.2.3) before comparison.',
      ...CLIENT,
    },
    {
      id: 'authorization-27',
      section: 'authorization-response-validation',
      sentence:
        'This validation applies equally to error responses - on mismatch the client MUST NOT act on or display `error`, `error_description`, or `error_uri`.',
      ...CLIENT,
    },
    {
      id: 'authorization-28',
      section: 'resource-parameter-implementation',
      sentence:
        'MCP clients MUST implement Resource Indicators for OAuth 2.0 as defined in RFC 8707 to explicitly specify the target resource for which the token is being requested.',
      ...CLIENT,
    },
    {
      id: 'authorization-29',
      section: 'resource-parameter-implementation',
      sentence: 'The `resource` parameter: MUST be included in both authorization requests and token requests.',
      ...CLIENT,
    },
    {
      id: 'authorization-30',
      section: 'resource-parameter-implementation',
      sentence: 'The `resource` parameter: MUST identify the MCP server that the client intends to use the token with.',
      ...CLIENT,
    },
    {
      id: 'authorization-31',
      section: 'resource-parameter-implementation',
      sentence:
        'The `resource` parameter: MUST use the canonical URI of the MCP server as defined in RFC 8707 Section 2.',
      ...CLIENT,
    },
    {
      id: 'authorization-32',
      section: 'canonical-server-uri',
      sentence:
        'MCP clients SHOULD provide the most specific URI that they can for the MCP server they intend to access, following the guidance in RFC 8707.',
      ...CLIENT,
    },
    {
      id: 'authorization-33',
      section: 'canonical-server-uri',
      sentence:
        'While the canonical form uses lowercase scheme and host components, implementations SHOULD accept uppercase scheme and host components for robustness and interoperability.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-34',
      section: 'canonical-server-uri',
      sentence:
        'Note: While both `https://mcp.example.com/` (with trailing slash) and `https://mcp.example.com` (without trailing slash) are technically valid absolute URIs according to RFC 3986, implementations SHOULD consistently use the form without the trailing slash for better interoperability unless the trailing slash is semantically significant for the specific resource.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-35',
      section: 'canonical-server-uri',
      sentence: 'MCP clients MUST send this parameter regardless of whether authorization servers support it.',
      ...CLIENT,
    },
    {
      id: 'authorization-36',
      section: 'token-requirements',
      sentence:
        'Access token handling when making requests to MCP servers MUST conform to the requirements defined in OAuth 2.1 Section 5 "Resource Requests".',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-37',
      section: 'token-requirements',
      sentence: 'MCP client MUST use the Authorization request header field defined in OAuth 2.1 Section 5.1.1:',
      ...CLIENT,
    },
    {
      id: 'authorization-38',
      section: 'token-requirements',
      sentence: 'Note that authorization MUST be included in every HTTP request from client to server.',
      ...CLIENT,
    },
    {
      id: 'authorization-39',
      section: 'token-requirements',
      sentence: 'Access tokens MUST NOT be included in the URI query string',
      ...CLIENT,
    },
    {
      id: 'authorization-40',
      section: 'token-handling',
      sentence:
        'MCP servers, acting in their role as an OAuth 2.1 resource server, MUST validate access tokens as described in OAuth 2.1 Section 5.2.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-41',
      section: 'token-handling',
      sentence:
        'MCP servers MUST validate that access tokens were issued specifically for them as the intended audience, according to RFC 8707 Section 2.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-42',
      section: 'token-handling',
      sentence:
        'If validation fails, servers MUST respond according to OAuth 2.1 Section 5.3 error handling requirements.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-43',
      section: 'token-handling',
      sentence: 'Invalid or expired tokens MUST receive a HTTP 401 response.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-44',
      section: 'token-handling',
      sentence:
        "MCP clients MUST NOT send tokens to the MCP server other than ones issued by the MCP server's authorization server.",
      ...CLIENT,
    },
    {
      id: 'authorization-45',
      section: 'token-handling',
      sentence: 'MCP servers MUST only accept tokens that are valid for use with their own resources.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-46',
      section: 'token-handling',
      sentence: 'MCP servers MUST NOT accept or transit any other tokens.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-47',
      section: 'refresh-tokens',
      sentence:
        'MCP Clients that desire refresh tokens: MUST keep refresh tokens confidential in transit and storage as specified in OAuth 2.1 Section 4.3',
      ...CLIENT,
    },
    {
      id: 'authorization-48',
      section: 'refresh-tokens',
      sentence:
        'MCP Clients that desire refresh tokens: SHOULD include `refresh_token` in their `grant_types` client metadata',
      ...CLIENT,
    },
    {
      id: 'authorization-49',
      section: 'refresh-tokens',
      sentence:
        'MCP Clients that desire refresh tokens: MUST NOT assume refresh tokens will be issued; the AS retains discretion',
      ...CLIENT,
    },
    {
      id: 'authorization-50',
      section: 'refresh-tokens',
      sentence:
        'MCP Servers (Protected Resources) SHOULD NOT include `offline_access` in `WWW-Authenticate` scope or Protected Resource Metadata `scopes_supported`, as refresh tokens are not a resource requirement.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-51',
      section: 'error-handling',
      sentence: 'Servers MUST return appropriate HTTP status codes for authorization errors:',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-52',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'When a client makes a request with an access token with insufficient scope during runtime operations, the server SHOULD respond with: `HTTP 403 Forbidden` status code (per RFC 6750 Section 3.1)',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-53',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'When a client makes a request with an access token with insufficient scope during runtime operations, the server SHOULD respond with: `WWW-Authenticate` header with the `Bearer` scheme and additional parameters:',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-54',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Server Scope Management: When responding with insufficient scope errors, servers SHOULD include the scopes needed to satisfy the current operation in the `scope` parameter, consistent with RFC 6750 Section 3.1.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-55',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Whatever scope-inclusion strategy a server adopts, servers SHOULD include all scopes required for the current operation in a single challenge.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-56',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Servers SHOULD be consistent in their scope inclusion strategy to provide predictable behavior for clients.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-57',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Servers SHOULD consider the user experience impact when determining which scopes to include in the response, as misconfigured scopes may require frequent user interaction.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-58',
      section: 'step-up-authorization-flow',
      sentence:
        'Clients SHOULD respond to these errors by requesting a new access token with an increased set of scopes via a step-up authorization flow or handle the errors in other, appropriate ways.',
      ...CLIENT,
    },
    {
      id: 'authorization-59',
      section: 'step-up-authorization-flow',
      sentence: 'Clients acting on behalf of a user SHOULD attempt the step-up authorization flow.',
      ...CLIENT,
    },
    {
      id: 'authorization-60',
      section: 'step-up-authorization-flow',
      sentence:
        'Clients SHOULD implement retry limits and SHOULD track scope upgrade attempts to avoid repeated failures for the same resource and operation combination.',
      ...CLIENT,
    },
    {
      id: 'authorization-61',
      section: 'step-up-authorization-flow',
      sentence:
        'Servers MUST account for scope hierarchies, where a broader scope implies narrower ones, when deciding whether a token is sufficient for an operation.',
      ...AUTHORIZATION,
    },
    {
      id: 'authorization-62',
      section: 'security-considerations',
      sentence:
        'Implementations of this specification MUST follow the normative security requirements in Security Considerations, covering token audience binding and validation, token theft, communication security, authorization code protection, mix-up and confused deputy attacks, open redirection, and Client ID Metadata Document security.',
      ...AUTHORIZATION,
    },
  ],
};
