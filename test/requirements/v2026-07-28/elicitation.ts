import { AUTHOR, CLIENT, NO_URL_ELICITATION_OF_OUR_OWN } from '../reasons.ts';
import type { Page } from '../types.ts';

export const elicitationPage: Page = {
  revision: '2026-07-28',
  page: 'client/elicitation',
  requirements: [
    {
      id: 'elicitation-1',
      section: 'user-interaction-model',
      sentence:
        'Servers MUST NOT use form mode elicitation to request sensitive information such as passwords, API keys, access tokens, or payment credentials',
      ...AUTHOR,
    },
    {
      id: 'elicitation-2',
      section: 'user-interaction-model',
      sentence: 'Servers MUST use URL mode for interactions involving such sensitive information',
      ...AUTHOR,
    },
    {
      id: 'elicitation-3',
      section: 'user-interaction-model',
      sentence: 'MCP clients MUST: Provide UI that makes it clear which server is requesting information',
      ...CLIENT,
    },
    {
      id: 'elicitation-4',
      section: 'user-interaction-model',
      sentence: 'MCP clients MUST: Respect user privacy and provide clear decline and cancel options',
      ...CLIENT,
    },
    {
      id: 'elicitation-5',
      section: 'user-interaction-model',
      sentence: 'MCP clients MUST: For form mode, allow users to review and modify their responses before sending',
      ...CLIENT,
    },
    {
      id: 'elicitation-6',
      section: 'user-interaction-model',
      sentence:
        'MCP clients MUST: For URL mode, clearly display the target domain/host and gather user consent before navigation to the target URL',
      ...CLIENT,
    },
    {
      id: 'elicitation-7',
      section: 'capabilities',
      sentence:
        'Clients that support elicitation MUST declare the `elicitation` capability in `_meta.io.modelcontextprotocol/clientCapabilities` on each request:',
      ...CLIENT,
    },
    {
      id: 'elicitation-8',
      section: 'capabilities',
      sentence: 'Clients declaring the `elicitation` capability MUST support at least one mode (`form` or `url`).',
      ...CLIENT,
    },
    {
      id: 'elicitation-9',
      section: 'capabilities',
      sentence: 'Servers MUST NOT send elicitation requests with modes that are not supported by the client.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s'],
    },
    {
      id: 'elicitation-10',
      section: 'elicitation-requests',
      sentence: 'All elicitation requests MUST include the following parameters:',
      coveredBy: [
        'test/lambda/protocol/tools/questions.test.ts › ask › asks for what the caller left out, as a form of the properties',
      ],
    },
    {
      id: 'elicitation-11',
      section: 'elicitation-requests',
      sentence: 'Clients MUST treat requests without a `mode` field as form mode.',
      ...CLIENT,
    },
    {
      id: 'elicitation-12',
      section: 'form-mode-elicitation-requests',
      sentence:
        'Form mode elicitation requests MUST either specify `mode: "form"` or omit the `mode` field, and include these additional parameters:',
      coveredBy: [
        'test/lambda/protocol/tools/questions.test.ts › ask › asks for what the caller left out, as a form of the properties',
        'test/lambda/protocol/tools/questions.test.ts › confirm › asks before the target runs, and runs it after a yes',
      ],
    },
    {
      id: 'elicitation-13',
      section: 'requested-schema',
      sentence: 'Clients that support defaults SHOULD pre-populate form fields with these values.',
      ...CLIENT,
    },
    {
      id: 'elicitation-14',
      section: 'url-mode-elicitation-requests',
      sentence:
        'URL mode elicitation requests MUST specify `mode: "url"`, a `message`, and include these additional parameters:',
      notApplicable:
        'Spillway asks people to open no URL of its own; a question of a target goes out as the target made it.',
    },
    {
      id: 'elicitation-15',
      section: 'url-mode-elicitation-requests',
      sentence: 'The `url` parameter MUST contain a valid URL.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-16',
      section: 'example-request-sensitive-data',
      sentence:
        'Clients SHOULD provide manual controls that let the user retry or cancel the original request (or otherwise resume interacting with the client).',
      ...CLIENT,
    },
    {
      id: 'elicitation-17',
      section: 'statefulness',
      sentence:
        'However, if state is stored, servers implementing elicitation MUST securely associate this state with individual users following the guidelines in the security best practices document.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused for another caller, other arguments and another tool',
        'test/lambda/protocol/tasks/access.test.ts › who may reach a task › %s tells nobody whether an id is wrong, foreign or over',
      ],
    },
    {
      id: 'elicitation-18',
      section: 'statefulness',
      sentence: 'State storage MUST be protected against unauthorized access',
      coveredBy: [
        'test/lib/stacks/functions.ts › %s › may write its log, read the catalogue, keep state, reach what tools may, and unless it is the worker sign and start tasks, and if it is the worker keep failed events; nothing else',
      ],
    },
    {
      id: 'elicitation-19',
      section: 'statefulness',
      sentence:
        'For remote MCP servers, user identification MUST be derived from credentials acquired via MCP authorization when possible (e.g. `sub` claim)',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › knows a user by the token alone, whatever the request says, and passes neither token nor key on',
        'test/lambda/auth/tokens/claims.test.ts › the principal of a token › is another one for another user, whatever separators the issuers and subjects contain',
      ],
    },
    {
      id: 'elicitation-20',
      section: 'url-mode-elicitation-for-oauth-flows',
      sentence: 'MCP servers MUST NOT rely on URL mode elicitation to authorize users for themselves.',
      notApplicable: 'Spillway authorizes nobody by elicitation.',
    },
    {
      id: 'elicitation-21',
      section: 'understanding-the-distinction',
      sentence:
        'The third-party credentials MUST NOT transit through the MCP client: The client must never see third-party credentials to protect the security boundary',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-22',
      section: 'understanding-the-distinction',
      sentence:
        "The MCP server MUST NOT use the client's credentials for the third-party service: That would be token passthrough, which is forbidden",
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a caller’s credentials never reach a target',
      ],
    },
    {
      id: 'elicitation-23',
      section: 'understanding-the-distinction',
      sentence:
        'The user MUST authorize the MCP server directly: The interaction happens outside the MCP protocol, without involving the MCP client',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-24',
      section: 'understanding-the-distinction',
      sentence: 'The MCP server MUST NOT transmit credentials obtained through URL mode elicitation to the MCP client.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-25',
      section: 'error-handling',
      sentence:
        'Servers SHOULD NOT assume that elicitation requests will always succeed, and MUST handle cases where the user declines or cancels the elicitation, or where the client fails to process the request.',
      coveredBy: [
        'test/lambda/protocol/tools/questions.test.ts › confirm › does not run it after %s',
        'test/lambda/protocol/tools/questions.test.ts › confirm › asks again when the answer is none',
        'test/lambda/protocol/requirements/mrtr.test.ts › a question that is never answered leaves nothing behind',
      ],
    },
    {
      id: 'elicitation-26',
      section: 'security-considerations',
      sentence: 'Servers MUST bind elicitation requests to the client and user identity',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused for another caller, other arguments and another tool',
      ],
    },
    {
      id: 'elicitation-27',
      section: 'security-considerations',
      sentence: 'Clients MUST provide clear indication of which server is requesting information',
      ...CLIENT,
    },
    {
      id: 'elicitation-28',
      section: 'security-considerations',
      sentence: 'Clients SHOULD implement user approval controls',
      ...CLIENT,
    },
    {
      id: 'elicitation-29',
      section: 'security-considerations',
      sentence: 'Clients SHOULD allow users to decline elicitation requests at any time',
      ...CLIENT,
    },
    {
      id: 'elicitation-30',
      section: 'security-considerations',
      sentence:
        'Clients SHOULD present elicitation requests in a way that makes it clear what information is being requested and why',
      ...CLIENT,
    },
    {
      id: 'elicitation-31',
      section: 'safe-url-handling',
      sentence:
        'MCP servers requesting elicitation: MUST NOT include sensitive information about the end-user, including credentials, personally identifiable information, etc., in the URL sent to the client in a URL elicitation request.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-32',
      section: 'safe-url-handling',
      sentence:
        'MCP servers requesting elicitation: MUST NOT provide a URL which is pre-authenticated to access a protected resource, as the URL could be used to impersonate the user by a malicious client.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-33',
      section: 'safe-url-handling',
      sentence:
        'MCP servers requesting elicitation: SHOULD NOT include URLs intended to be clickable in any field of a form mode elicitation request.',
      ...AUTHOR,
    },
    {
      id: 'elicitation-34',
      section: 'safe-url-handling',
      sentence: 'MCP servers requesting elicitation: SHOULD use HTTPS URLs for non-development environments.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-35',
      section: 'safe-url-handling',
      sentence:
        'Clients implementing URL mode elicitation MUST handle URLs carefully to prevent users from unknowingly clicking malicious links.',
      ...CLIENT,
    },
    {
      id: 'elicitation-36',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: MUST NOT automatically pre-fetch the URL or any of its metadata.',
      ...CLIENT,
    },
    {
      id: 'elicitation-37',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: MUST NOT open the URL without explicit consent from the user.',
      ...CLIENT,
    },
    {
      id: 'elicitation-38',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: MUST show the full URL to the user for examination before consent.',
      ...CLIENT,
    },
    {
      id: 'elicitation-39',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: MUST open the URL provided by the server in a secure manner that does not enable the client or LLM to inspect the content or user inputs.',
      ...CLIENT,
    },
    {
      id: 'elicitation-40',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: SHOULD highlight the domain of the URL to mitigate subdomain spoofing.',
      ...CLIENT,
    },
    {
      id: 'elicitation-41',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: SHOULD have warnings for ambiguous/suspicious URIs (i.e., containing Punycode).',
      ...CLIENT,
    },
    {
      id: 'elicitation-42',
      section: 'safe-url-handling',
      sentence:
        'When handling URL mode elicitation requests, MCP clients: SHOULD NOT render URLs as clickable in any field of an elicitation request, except for the `url` field in a URL elicitation request (with the restrictions detailed above).',
      ...CLIENT,
    },
    {
      id: 'elicitation-43',
      section: 'identifying-the-user',
      sentence:
        'Servers MUST NOT rely on client-provided user identification without server verification, as this can be forged.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › knows a user by the token alone, whatever the request says, and passes neither token nor key on',
        'test/lambda/auth/attacks.test.ts › what belongs to %s › a request state › approves nothing for others, nor at another server',
      ],
    },
    {
      id: 'elicitation-44',
      section: 'identifying-the-user',
      sentence: 'Instead, servers SHOULD follow security best practices.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › knows a user by the token alone, whatever the request says, and passes neither token nor key on',
        'test/lambda/auth/attacks.test.ts › what belongs to %s › a request state › approves nothing for others, nor at another server',
      ],
    },
    {
      id: 'elicitation-45',
      section: 'form-mode-security',
      sentence: 'Servers MUST NOT request sensitive information (passwords, API keys, etc.) via form mode',
      ...AUTHOR,
    },
    {
      id: 'elicitation-46',
      section: 'form-mode-security',
      sentence: 'Clients SHOULD validate all responses against the provided schema',
      ...CLIENT,
    },
    {
      id: 'elicitation-47',
      section: 'form-mode-security',
      sentence: 'Servers SHOULD validate received data matches the requested schema',
      coveredBy: ['test/lambda/protocol/tools/questions.test.ts › ask › checks the answers like any argument'],
    },
    {
      id: 'elicitation-48',
      section: 'phishing',
      sentence: 'The MCP Server MUST verify the identity of the user who opens the URL before accepting information.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-49',
      section: 'phishing',
      sentence:
        'To prevent this attack, the server MUST ensure that the user who started the elicitation request (the end-user who is accessing the server via the MCP client) is the same user who completes the authorization flow.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
    {
      id: 'elicitation-50',
      section: 'phishing',
      sentence:
        "In all implementations, the server MUST ensure that the mechanism to determine the user's identity is resilient to attacks where an attacker can modify the elicitation URL.",
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
  ],
};
