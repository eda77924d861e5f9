import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const resourcesPage: Page = {
  revision: '2026-07-28',
  page: 'server/resources',
  requirements: [
    {
      id: 'resources-1',
      section: '',
      sentence: 'Every request MUST include the required `_meta` fields; see `_meta`.',
      ...CLIENT,
    },
    {
      id: 'resources-2',
      section: 'capabilities',
      sentence: 'Servers that support resources MUST declare the `resources` capability:',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'resources-3',
      section: 'capabilities',
      sentence:
        'Servers that declare the `resources` capability MUST respond to `resources/list` requests with the set of resources currently available to the requesting client.',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'resources-4',
      section: 'capabilities',
      sentence:
        'This set MAY be empty and MAY change over time (see List Changed Notification), but MUST NOT vary per-connection or as a side effect of other requests on the connection.',
      coveredBy: [
        'test/lambda/protocol/requirements/lists.test.ts › %s shows the same after other requests, and to other instances',
      ],
    },
    {
      id: 'resources-5',
      section: 'list-changed-notification',
      sentence:
        'When the list of available resources changes, servers that declared the `listChanged` capability SHOULD send a notification:',
      coveredBy: [
        'test/lambda/protocol/subscriptions/changes.test.ts › what a client is told of two versions › another list of %s: %s, and nothing else',
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
      ],
    },
    {
      id: 'resources-6',
      section: 'https',
      sentence:
        'Servers SHOULD use this scheme only when the client is able to fetch and load the resource directly from the web on its own—that is, it doesn’t need to read the resource via the MCP server.',
      notApplicable: 'It binds the author of a resource, who chooses its URI.',
    },
    {
      id: 'resources-7',
      section: 'https',
      sentence:
        'For other use cases, servers SHOULD prefer to use another URI scheme, or define a custom one, even if the server will itself be downloading resource contents over the internet.',
      notApplicable: 'It binds the author of a resource, who chooses its URI.',
    },
    {
      id: 'resources-8',
      section: 'custom-uri-schemes',
      sentence: 'Custom URI schemes MUST be in accordance with RFC3986, taking the above guidance in to account.',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › a URI that is none (%s) is refused when it is published',
      ],
    },
    {
      id: 'resources-9',
      section: 'error-handling',
      sentence:
        'If the requested resource does not exist, servers MUST return a JSON-RPC error with code `-32602` (Invalid Params).',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › a resource that does not exist is -32602, and never an empty list',
        'conformance › sep-2164-resource-not-found › sep-2164-error-code',
      ],
    },
    {
      id: 'resources-10',
      section: 'error-handling',
      sentence: 'Servers SHOULD return `-32603` for internal errors.',
      coveredBy: ['test/lambda/protocol/requirements/resources.test.ts › a target that fails is -32603'],
    },
    {
      id: 'resources-11',
      section: 'error-handling',
      sentence:
        'For backwards compatibility, clients SHOULD also accept `-32002` as a resource not found error, as earlier protocol versions used this code.',
      ...CLIENT,
    },
    {
      id: 'resources-12',
      section: 'error-handling',
      sentence: 'Servers MUST NOT return an empty `contents` array for a non-existent resource.',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › a resource that does not exist is -32602, and never an empty list',
        'conformance › sep-2164-resource-not-found › sep-2164-no-empty-contents',
      ],
    },
    {
      id: 'resources-13',
      section: 'security-considerations',
      sentence: 'Servers MUST validate all resource URIs',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › a URI that is %s is -32602',
        'test/lambda/protocol/requirements/resources.test.ts › a URI that is none (%s) is refused when it is published',
      ],
    },
    {
      id: 'resources-14',
      section: 'security-considerations',
      sentence: 'Access controls SHOULD be implemented for sensitive resources',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › who lacks a scope neither sees nor reads a resource',
      ],
    },
    {
      id: 'resources-15',
      section: 'security-considerations',
      sentence: 'Binary data MUST be properly encoded',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › what is binary is Base64, and comes back as it was',
      ],
    },
    {
      id: 'resources-16',
      section: 'security-considerations',
      sentence: 'Resource permissions SHOULD be checked before operations',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › who lacks a scope neither sees nor reads a resource',
      ],
    },
    {
      id: 'resources-17',
      section: 'security-considerations',
      sentence:
        'Servers MUST sanitize file paths to prevent directory traversal attacks when serving `file://` resources',
      notApplicable: 'No file is read: a URI of this scheme is a name like any other.',
    },
  ],
};
