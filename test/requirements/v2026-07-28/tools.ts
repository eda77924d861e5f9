import { AUTHOR, CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const toolsPage: Page = {
  revision: '2026-07-28',
  page: 'server/tools',
  requirements: [
    {
      id: 'tools-1',
      section: '',
      sentence: 'Every request MUST include the required `_meta` fields; see `_meta`.',
      ...CLIENT,
    },
    {
      id: 'tools-2',
      section: 'user-interaction-model',
      sentence:
        'For trust & safety and security, there SHOULD always be a human in the loop with the ability to deny tool invocations.',
      ...CLIENT,
    },
    {
      id: 'tools-3',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Provide UI that makes clear which tools are being exposed to the AI model',
      ...CLIENT,
    },
    {
      id: 'tools-4',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Insert clear visual indicators when tools are invoked',
      ...CLIENT,
    },
    {
      id: 'tools-5',
      section: 'user-interaction-model',
      sentence:
        'Applications SHOULD: Present confirmation prompts to the user for operations, to ensure a human is in the loop',
      ...CLIENT,
    },
    {
      id: 'tools-6',
      section: 'capabilities',
      sentence: 'Servers that support tools MUST declare the `tools` capability:',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'tools-7',
      section: 'capabilities',
      sentence:
        'Servers that declare the `tools` capability MUST respond to `tools/list` requests with the set of tools currently available to the requesting client.',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'tools-8',
      section: 'capabilities',
      sentence:
        'This set MAY be empty and MAY change over time (see List Changed Notification), but MUST NOT vary per-connection or as a side effect of other requests on the connection.',
      coveredBy: [
        'test/lambda/protocol/requirements/lists.test.ts › %s shows the same after other requests, and to other instances',
      ],
    },
    {
      id: 'tools-9',
      section: 'capabilities',
      sentence:
        'Servers SHOULD return tools in a deterministic order (i.e., the same ordering across requests when the underlying set of tools has not changed).',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s has the same order every time'],
    },
    {
      id: 'tools-10',
      section: 'input-required-tool-results',
      sentence: 'Note that the JSON-RPC `id` MUST be different between the initial request and the retry.',
      ...CLIENT,
    },
    {
      id: 'tools-11',
      section: 'list-changed-notification',
      sentence:
        'When the list of available tools changes, servers that declared the `listChanged` capability SHOULD send a notification to clients that have opened a `subscriptions/listen` stream with `toolsListChanged: true`:',
      coveredBy: [
        'test/lambda/protocol/subscriptions/changes.test.ts › what a client is told of two versions › another list of %s: %s, and nothing else',
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
        'conformance › server-stateless › sep-2575-server-sends-tools-list-changed-on-subscription',
      ],
    },
    {
      id: 'tools-12',
      section: 'tool',
      sentence: 'MUST be a valid JSON Schema object (not `null`)',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › a schema that breaks its dialect is refused when it is published',
        'test/lambda/catalog/publish/check/validate.test.ts › schemas › %s',
      ],
    },
    {
      id: 'tools-13',
      section: 'tool',
      sentence:
        'For trust & safety and security, clients MUST consider tool annotations to be untrusted unless they come from trusted servers.',
      ...CLIENT,
    },
    {
      id: 'tools-14',
      section: 'tool-names',
      sentence: 'Tool names SHOULD be between 1 and 128 characters in length (inclusive).',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › names › a name %s is refused when it is published',
      ],
    },
    {
      id: 'tools-15',
      section: 'tool-names',
      sentence: 'Tool names SHOULD be considered case-sensitive.',
      coveredBy: ['test/lambda/protocol/requirements/tools.test.ts › names › names differ in case'],
    },
    {
      id: 'tools-16',
      section: 'tool-names',
      sentence:
        'The following SHOULD be the only allowed characters: uppercase and lowercase ASCII letters (A-Z, a-z), digits (0-9), underscore (\\_), hyphen (-), and dot (.)',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › names › a name %s is refused when it is published',
      ],
    },
    {
      id: 'tools-17',
      section: 'tool-names',
      sentence: 'Tool names SHOULD NOT contain spaces, commas, or other special characters.',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › names › a name %s is refused when it is published',
      ],
    },
    {
      id: 'tools-18',
      section: 'tool-names',
      sentence: 'Tool names SHOULD be unique within a server.',
      coveredBy: [
        'test/lambda/catalog/publish/check/validate.test.ts › errors name file, line, document, key, what was found and what to do › a document that is there twice is refused, naming both places',
      ],
    },
    {
      id: 'tools-19',
      section: 'tool-names',
      sentence:
        'Clients or proxies that aggregate tools from multiple servers MAY encounter naming collisions (for example, two servers each exposing a `search` tool) and SHOULD implement a disambiguation strategy such as prefixing tool names with a server identifier.',
      ...CLIENT,
    },
    {
      id: 'tools-20',
      section: 'tool-names',
      sentence:
        'The server `name` (from `serverInfo`) is not guaranteed to be unique across servers and SHOULD NOT be relied upon for disambiguation.',
      ...CLIENT,
    },
    {
      id: 'tools-21',
      section: 'x-mcp-header',
      sentence: 'Constraints on `x-mcp-header` values: MUST NOT be empty',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'tools-22',
      section: 'x-mcp-header',
      sentence:
        'Constraints on `x-mcp-header` values: MUST match HTTP field-name token syntax (`1*tchar`, RFC 9110 Section 5.1)',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'tools-23',
      section: 'x-mcp-header',
      sentence:
        'Constraints on `x-mcp-header` values: MUST NOT contain control characters, including carriage return (CR, `\\r`) or line feed (LF, `\\n`)',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › parameters in headers › a mirrored parameter’s name %j is refused when it is published',
      ],
    },
    {
      id: 'tools-24',
      section: 'x-mcp-header',
      sentence:
        'Constraints on `x-mcp-header` values: MUST be case-insensitively unique among all `x-mcp-header` values in the `inputSchema`',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'tools-25',
      section: 'x-mcp-header',
      sentence:
        'Constraints on `x-mcp-header` values: MUST only be applied to parameters with primitive types (integer, string, boolean).',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'tools-26',
      section: 'x-mcp-header',
      sentence:
        'Integer values MUST be within the safe range for integers represented using IEEE754 double-precision floating point numbers (−253+1 to 253−1)',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › an integer that no double holds exactly is refused',
      ],
    },
    {
      id: 'tools-27',
      section: 'x-mcp-header',
      sentence:
        'Constraints on `x-mcp-header` values: MUST only be applied to properties that are statically reachable from the schema root, as defined in Custom Headers from Tool Parameters, which also defines how header values are extracted from call arguments',
      coveredBy: [
        'test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s',
        'test/lambda/protocol/requirements/tools.test.ts › parameters in headers › a parameter below %s cannot be mirrored',
      ],
    },
    {
      id: 'tools-28',
      section: 'x-mcp-header',
      sentence:
        'Clients using the Streamable HTTP transport MUST reject tool definitions where any `x-mcp-header` value violates these constraints.',
      ...CLIENT,
    },
    {
      id: 'tools-29',
      section: 'x-mcp-header',
      sentence: 'Rejection means the client MUST exclude the invalid tool from the result of `tools/list`.',
      ...CLIENT,
    },
    {
      id: 'tools-30',
      section: 'x-mcp-header',
      sentence:
        'Clients SHOULD log a warning when rejecting a tool definition, including the tool name and the reason for rejection.',
      ...CLIENT,
    },
    {
      id: 'tools-31',
      section: 'x-mcp-header',
      sentence:
        'Server developers SHOULD NOT mark sensitive parameters (passwords, API keys, tokens, PII) with `x-mcp-header`, as header values are visible to network intermediaries.',
      ...AUTHOR,
    },
    {
      id: 'tools-32',
      section: 'embedded-resources',
      sentence: 'Servers that use embedded resources SHOULD implement the `resources` capability:',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'tools-33',
      section: 'structured-content',
      sentence:
        'For backwards compatibility, a tool that returns structured content SHOULD also return the serialized JSON in a TextContent block.',
      coveredBy: ['test/lambda/protocol/requirements/tools.test.ts › results › a structured result is text as well'],
    },
    {
      id: 'tools-34',
      section: 'output-schema',
      sentence: 'Servers MUST provide structured results that conform to this schema.',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › results › a result that breaks its output schema never leaves',
      ],
    },
    {
      id: 'tools-35',
      section: 'output-schema',
      sentence: 'Clients SHOULD validate structured results against this schema.',
      ...CLIENT,
    },
    {
      id: 'tools-36',
      section: 'error-handling',
      sentence: 'Clients SHOULD provide tool execution errors to language models to enable self-correction.',
      ...CLIENT,
    },
    {
      id: 'tools-37',
      section: 'security-considerations',
      sentence: 'Servers MUST: Validate all tool inputs',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › calls › arguments that break the schema never reach the target',
      ],
    },
    {
      id: 'tools-38',
      section: 'security-considerations',
      sentence: 'Servers MUST: Implement proper access controls',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › calls › who lacks a scope neither sees nor calls a tool',
      ],
    },
    {
      id: 'tools-39',
      section: 'security-considerations',
      sentence: 'Servers MUST: Rate limit tool invocations',
      coveredBy: [
        'test/lib/stacks/private-api.ts › its stage throttles, and logs requests but never their contents',
        'test/lib/stacks/stages.test.ts › a stage with a name, a cap and addresses of its own › gives the function its size, and the integration the longest that API Gateway streams within',
      ],
    },
    {
      id: 'tools-40',
      section: 'security-considerations',
      sentence: 'Servers MUST: Sanitize tool outputs',
      coveredBy: [
        'test/lambda/targets/upstream/auth/auth.test.ts › http auth › %j sends its secret, and the echo of it is masked',
        'test/lambda/targets/upstream/auth/auth.test.ts › http auth › streams and errors are masked too',
        'test/lambda/protocol/requirements/tools.test.ts › results › a result that breaks its output schema never leaves',
        'test/lambda/protocol/requirements/tools.test.ts › results › a result that is too large never leaves',
      ],
    },
    {
      id: 'tools-41',
      section: 'security-considerations',
      sentence: 'Clients SHOULD: Prompt for user confirmation on sensitive operations',
      ...CLIENT,
    },
    {
      id: 'tools-42',
      section: 'security-considerations',
      sentence:
        'Clients SHOULD: Show tool inputs to the user before calling the server, to avoid malicious or accidental data exfiltration',
      ...CLIENT,
    },
    {
      id: 'tools-43',
      section: 'security-considerations',
      sentence: 'Clients SHOULD: Validate tool results before passing to LLM',
      ...CLIENT,
    },
    {
      id: 'tools-44',
      section: 'security-considerations',
      sentence:
        'Clients SHOULD: Follow the `$ref` resolution requirements when validating tool inputs and outputs against `inputSchema` and `outputSchema`',
      ...CLIENT,
    },
    {
      id: 'tools-45',
      section: 'security-considerations',
      sentence: 'Clients SHOULD: Implement timeouts for tool calls',
      ...CLIENT,
    },
    {
      id: 'tools-46',
      section: 'security-considerations',
      sentence: 'Clients SHOULD: Log tool usage for audit purposes',
      ...CLIENT,
    },
  ],
};
