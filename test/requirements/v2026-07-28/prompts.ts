import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const promptsPage: Page = {
  revision: '2026-07-28',
  page: 'server/prompts',
  requirements: [
    {
      id: 'prompts-1',
      section: '',
      sentence: 'Every request MUST include the required `_meta` fields; see `_meta`.',
      ...CLIENT,
    },
    {
      id: 'prompts-2',
      section: 'capabilities',
      sentence: 'Servers that support prompts MUST declare the `prompts` capability in their `DiscoverResult`:',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'prompts-3',
      section: 'capabilities',
      sentence:
        'Servers that declare the `prompts` capability MUST respond to `prompts/list` requests with the set of prompts currently available to the requesting client.',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › %s is answered, and what it lists is offered'],
    },
    {
      id: 'prompts-4',
      section: 'capabilities',
      sentence:
        'This set MAY be empty and MAY change over time (see List Changed Notification), but MUST NOT vary per-connection or as a side effect of other requests on the connection.',
      coveredBy: [
        'test/lambda/protocol/requirements/lists.test.ts › %s shows the same after other requests, and to other instances',
      ],
    },
    {
      id: 'prompts-5',
      section: 'list-changed-notification',
      sentence:
        'When the list of available prompts changes, servers that declared the `listChanged` capability SHOULD send a notification to clients that have opened a `subscriptions/listen` stream with `promptsListChanged: true`:',
      coveredBy: [
        'test/lambda/protocol/subscriptions/changes.test.ts › what a client is told of two versions › another list of %s: %s, and nothing else',
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
        'conformance › server-stateless › sep-2575-server-sends-prompts-list-changed-on-subscription',
      ],
    },
    {
      id: 'prompts-6',
      section: 'image-content',
      sentence: 'The image data MUST be base64-encoded and include a valid MIME type.',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › content is of a kind that the specification has, and whole: %s',
        'test/lambda/protocol/requirements/prompts.test.ts › content that a target makes is held to the same: %s',
      ],
    },
    {
      id: 'prompts-7',
      section: 'audio-content',
      sentence: 'The audio data MUST be base64-encoded and include a valid MIME type.',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › content is of a kind that the specification has, and whole: %s',
        'test/lambda/protocol/requirements/prompts.test.ts › content that a target makes is held to the same: %s',
      ],
    },
    {
      id: 'prompts-8',
      section: 'embedded-resources',
      sentence: 'Resources can contain either text or binary (blob) data and MUST include: A valid resource URI',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › content is of a kind that the specification has, and whole: %s',
        'test/lambda/protocol/requirements/prompts.test.ts › content that a target makes is held to the same: %s',
      ],
    },
    {
      id: 'prompts-9',
      section: 'embedded-resources',
      sentence: 'Resources can contain either text or binary (blob) data and MUST include: The appropriate MIME type',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › content is of a kind that the specification has, and whole: %s',
        'test/lambda/protocol/requirements/prompts.test.ts › content that a target makes is held to the same: %s',
      ],
    },
    {
      id: 'prompts-10',
      section: 'embedded-resources',
      sentence:
        'Resources can contain either text or binary (blob) data and MUST include: Either text content or base64-encoded blob data',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › content is of a kind that the specification has, and whole: %s',
        'test/lambda/protocol/requirements/prompts.test.ts › content that a target makes is held to the same: %s',
      ],
    },
    {
      id: 'prompts-11',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Invalid prompt name: `-32602` (Invalid params)',
      coveredBy: ['test/lambda/protocol/requirements/prompts.test.ts › a prompt that does not exist is -32602'],
    },
    {
      id: 'prompts-12',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Missing required arguments: `-32602` (Invalid params)',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › an argument that is required and missing is -32602',
      ],
    },
    {
      id: 'prompts-13',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Internal errors: `-32603` (Internal error)',
      coveredBy: ['test/lambda/protocol/requirements/prompts.test.ts › a target that fails is -32603'],
    },
    {
      id: 'prompts-14',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD validate prompt arguments before processing',
      coveredBy: ['test/lambda/protocol/requirements/prompts.test.ts › an argument that is %s is -32602'],
    },
    {
      id: 'prompts-15',
      section: 'implementation-considerations',
      sentence: 'Clients SHOULD handle pagination for large prompt lists',
      ...CLIENT,
    },
    {
      id: 'prompts-16',
      section: 'implementation-considerations',
      sentence: 'Both parties SHOULD respect capability negotiation',
      coveredBy: [
        'test/lambda/protocol/requirements/lists.test.ts › what is offered is answered, and what is not offered is not found',
      ],
    },
    {
      id: 'prompts-17',
      section: 'security',
      sentence:
        'Implementations MUST carefully validate all prompt inputs and outputs to prevent injection attacks or unauthorized access to resources.',
      coveredBy: [
        'test/lambda/protocol/requirements/prompts.test.ts › an argument that is %s is -32602',
        'test/lambda/protocol/requirements/prompts.test.ts › an argument is a value in the text, never a part of an expression',
      ],
    },
  ],
};
