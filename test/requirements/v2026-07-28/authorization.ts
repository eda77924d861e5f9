import {
  AS_ASKED,
  AUTHORIZATION_SERVER,
  BASELINE,
  CLIENT,
  CLIENT_AND_AUTHORIZATION_SERVER,
  CUSTOM_TRANSPORT,
  OTHER_AUDIENCES,
  PLAIN_WHERE_STREAMED,
  STDIO,
  STEP_UP,
} from '../reasons.ts';
import type { Page } from '../types.ts';

export const authorizationPage: Page = {
  revision: '2026-07-28',
  page: 'basic/authorization/index',
  requirements: [
    {
      id: 'authorization-1',
      section: 'protocol-requirements',
      sentence: 'Implementations using an HTTP-based transport SHOULD conform to this specification.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › callers with good credentials › are served on both paths with a token, at every spelling of the server that it names',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is accepted at the server that it was issued for, and at no other',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
      ],
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
      ...CLIENT_AND_AUTHORIZATION_SERVER,
    },
    {
      id: 'authorization-6',
      section: 'overview',
      sentence: 'MCP servers MUST implement OAuth 2.0 Protected Resource Metadata (RFC9728).',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › serves the metadata of %s without credentials, whatever Host claims',
        'test/lambda/edge/well-known.test.ts › a document names its resource as it was asked for, and the issuers',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › serves the metadata of %s without credentials, whatever Host claims',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/lambda/auth/admission/challenges.test.ts › a caller that lacks scopes › gets 403 with all of them',
      ],
      ...BASELINE,
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/matrix.test.ts › what the functions do is what the model says › %s, at %s',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › accepts a token that names it with capital letters in scheme and host, and nowhere else',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › keeps its own URL canonical, whatever letters the name of its load balancer has',
      ],
    },
    {
      id: 'authorization-34',
      section: 'canonical-server-uri',
      sentence:
        'Note: While both `https://mcp.example.com/` (with trailing slash) and `https://mcp.example.com` (without trailing slash) are technically valid absolute URIs according to RFC 3986, implementations SHOULD consistently use the form without the trailing slash for better interoperability unless the trailing slash is semantically significant for the specific resource.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › keeps its own URL canonical, whatever letters the name of its load balancer has',
      ],
      ...AS_ASKED,
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › in the query, a cookie, other headers or the body: the caller has none',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › %s: 400, and nothing is read or repeated',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/auth/tokens/attacks.test.ts › a token is refused with › %s',
        'test/lambda/tokens.test.ts › a function of a stage with an authorization server › shows nothing to a token without the scope',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is refused if it is the ID token, or any other token, of the same login',
      ],
    },
    {
      id: 'authorization-41',
      section: 'token-handling',
      sentence:
        'MCP servers MUST validate that access tokens were issued specifically for them as the intended audience, according to RFC 8707 Section 2.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › callers with good credentials › with a token of one server are refused at another, on both paths',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is accepted at the server that it was issued for, and at no other',
        'test/lambda/auth/admission/create-authenticate.test.ts › the resource identifiers of a token › of two servers have nothing in common',
      ],
      ...OTHER_AUDIENCES,
    },
    {
      id: 'authorization-42',
      section: 'token-handling',
      sentence:
        'If validation fails, servers MUST respond according to OAuth 2.1 Section 5.3 error handling requirements.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › %s: 400, and nothing is read or repeated',
      ],
      ...PLAIN_WHERE_STREAMED,
    },
    {
      id: 'authorization-43',
      section: 'token-handling',
      sentence: 'Invalid or expired tokens MUST receive a HTTP 401 response.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › a stage that requires credentials › with a bad credential in %s › refuses a call and a subscription where they stream, without a header that would be renamed',
        'test/e2e/access.test.ts › a stage that requires credentials › with a bad credential in %s › refuses a list with the reason in its challenge',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › callers with good credentials › with a token of one server are refused at another, on both paths',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is accepted at the server that it was issued for, and at no other',
      ],
    },
    {
      id: 'authorization-46',
      section: 'token-handling',
      sentence: 'MCP servers MUST NOT accept or transit any other tokens.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/e2e/access.test.ts › callers with good credentials › with a token of one server are refused at another, on both paths',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › knows a user by the token alone, whatever the request says, and passes neither token nor key on',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/admission/challenges.test.ts › a caller that lacks scopes › is never asked for %s',
        'test/lambda/auth/decide.test.ts › the scopes of a challenge › never ask for an ID token or a refresh token',
        'test/lib/config/auth.test.ts › lists › %s is refused',
      ],
    },
    {
      id: 'authorization-51',
      section: 'error-handling',
      sentence: 'Servers MUST return appropriate HTTP status codes for authorization errors:',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/attacks.test.ts › credentials in the wrong place or form › %s: 400, and nothing is read or repeated',
        'test/lambda/auth/matrix.test.ts › what the functions do is what the model says › %s, at %s',
      ],
    },
    {
      id: 'authorization-52',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'When a client makes a request with an access token with insufficient scope during runtime operations, the server SHOULD respond with: `HTTP 403 Forbidden` status code (per RFC 6750 Section 3.1)',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/admission/challenges.test.ts › a caller that lacks scopes › gets 403 with all of them',
        'test/e2e/access.test.ts › callers with good credentials › who lack a scope that the server offers › are redirected from stream to direct, where the challenge names everything that they need',
      ],
      ...STEP_UP,
    },
    {
      id: 'authorization-53',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'When a client makes a request with an access token with insufficient scope during runtime operations, the server SHOULD respond with: `WWW-Authenticate` header with the `Bearer` scheme and additional parameters:',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/admission/challenges.test.ts › a caller that lacks scopes › gets 403 with all of them',
        'test/e2e/access.test.ts › callers with good credentials › who lack a scope that the server offers › are redirected from stream to direct, where the challenge names everything that they need',
      ],
      ...STEP_UP,
    },
    {
      id: 'authorization-54',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Server Scope Management: When responding with insufficient scope errors, servers SHOULD include the scopes needed to satisfy the current operation in the `scope` parameter, consistent with RFC 6750 Section 3.1.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/e2e/access.test.ts › callers with good credentials › who lack a scope that the server offers › are redirected from stream to direct, where the challenge names everything that they need',
        'test/lambda/auth/decide.test.ts › the scopes of a challenge › are all that the operation needs, and the granted ones that this server names',
      ],
    },
    {
      id: 'authorization-55',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Whatever scope-inclusion strategy a server adopts, servers SHOULD include all scopes required for the current operation in a single challenge.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/e2e/access.test.ts › callers with good credentials › who lack a scope that the server offers › are redirected from stream to direct, where the challenge names everything that they need',
        'test/lambda/auth/decide.test.ts › the scopes of a challenge › are all that the operation needs, and the granted ones that this server names',
      ],
    },
    {
      id: 'authorization-56',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Servers SHOULD be consistent in their scope inclusion strategy to provide predictable behavior for clients.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
        'test/lambda/auth/matrix.test.ts › what the functions do is what the model says › %s, at %s',
      ],
    },
    {
      id: 'authorization-57',
      section: 'runtime-insufficient-scope-errors',
      sentence:
        'Servers SHOULD consider the user experience impact when determining which scopes to include in the response, as misconfigured scopes may require frequent user interaction.',
      coveredBy: [
        'test/lambda/auth/decide.test.ts › the scopes of a challenge › are all that the operation needs, and the granted ones that this server names',
        'test/e2e/access.test.ts › callers with good credentials › who lack a scope that the server offers › are redirected from stream to direct, where the challenge names everything that they need',
      ],
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
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › accepts a broader scope wherever an operation needs the narrower ones that it implies',
        'test/lambda/auth/tokens/claims.test.ts › the scopes of a token › include what they imply, through others and in cycles',
        'test/lambda/auth/keys/verifier.test.ts › the check of an API key › expands scopes as the stage says',
      ],
    },
    {
      id: 'authorization-62',
      section: 'security-considerations',
      sentence:
        'Implementations of this specification MUST follow the normative security requirements in Security Considerations, covering token audience binding and validation, token theft, communication security, authorization code protection, mix-up and confused deputy attacks, open redirection, and Client ID Metadata Document security.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › answers 401 to a token that %s, and reads nothing of the catalogue for it',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › knows a user by the token alone, whatever the request says, and passes neither token nor key on',
        'test/lambda/auth/canary.test.ts › secrets that passed through calls, errors and refusals › are in no log line, and no argument is',
        'test/lib/config/load.test.ts › a stage that admits everyone › is refused with plain HTTP, which would show the credentials',
        'test/lambda/auth/attacks.test.ts › what belongs to %s › a request state › approves nothing for others, nor at another server',
        'test/e2e/clients-auth.test.ts › %s › logs in through discovery',
        'test/e2e/clients-auth.test.ts › %s › steps up to the scopes that a tool needs',
        'test/e2e/clients-auth.test.ts › %s › logs in through discovery',
        'test/e2e/clients-auth.test.ts › %s › logs in through discovery',
        'test/e2e/clients-auth.test.ts › %s › is refused at another server with the token of this one',
        'test/e2e/clients-auth.test.ts › %s › steps up to the scopes that a tool needs',
        'test/e2e/clients-auth.test.ts › %s › steps up to the scopes that a tool needs',
        'test/e2e/clients-auth.test.ts › %s › steps up to the scopes that a tool needs',
      ],
    },
  ],
};
