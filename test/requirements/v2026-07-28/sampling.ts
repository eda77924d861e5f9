import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const samplingPage: Page = {
  revision: '2026-07-28',
  page: 'client/sampling',
  requirements: [
    {
      id: 'sampling-1',
      section: '',
      sentence:
        'New implementations SHOULD NOT adopt it; existing implementations SHOULD migrate to integrating directly with LLM provider APIs.',
      notApplicable: 'It binds who adopts sampling; targets may ask for it, Spillway does not.',
    },
    {
      id: 'sampling-2',
      section: 'user-interaction-model',
      sentence:
        'For trust & safety and security, there SHOULD always be a human in the loop with the ability to deny sampling requests.',
      ...CLIENT,
    },
    {
      id: 'sampling-3',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Provide UI that makes it easy and intuitive to review sampling requests',
      ...CLIENT,
    },
    {
      id: 'sampling-4',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Allow users to view and edit prompts before sending',
      ...CLIENT,
    },
    {
      id: 'sampling-5',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Present generated responses for review before delivery',
      ...CLIENT,
    },
    {
      id: 'sampling-6',
      section: 'tools-in-sampling',
      sentence:
        'Clients MUST declare support for tool use via the `sampling.tools` capability to receive tool-enabled sampling requests.',
      ...CLIENT,
    },
    {
      id: 'sampling-7',
      section: 'tools-in-sampling',
      sentence:
        'Servers MUST NOT send tool-enabled sampling requests to Clients that have not declared support for tool use via the `sampling.tools` capability.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s'],
    },
    {
      id: 'sampling-8',
      section: 'capabilities',
      sentence:
        'Clients that support sampling MUST declare the `sampling` capability in `_meta.io.modelcontextprotocol/clientCapabilities` on each request:',
      ...CLIENT,
    },
    {
      id: 'sampling-9',
      section: 'capabilities',
      sentence:
        'Servers SHOULD avoid using these values (e.g. can just omit `includeContext` since it defaults to `"none"`), and SHOULD NOT use them unless the client declares `sampling.context` capability.',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-10',
      section: 'tool-result-messages',
      sentence: 'When a user message contains tool results (type: "tool_result"), it MUST contain ONLY tool results.',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-11',
      section: 'tool-use-and-result-balance',
      sentence:
        'When using tool use in sampling, every assistant message containing `ToolUseContent` blocks MUST be followed by a user message that consists entirely of `ToolResultContent` blocks, with each tool use (e.g. with `id: $id`) matched by a corresponding tool result (with `toolUseId: $id`), before any other message.',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-12',
      section: 'tool-choice-modes',
      sentence: '`{mode: "required"}`: Model MUST use at least one tool before completing',
      ...CLIENT,
    },
    {
      id: 'sampling-13',
      section: 'tool-choice-modes',
      sentence: '`{mode: "none"}`: Model MUST NOT use any tools',
      ...CLIENT,
    },
    {
      id: 'sampling-14',
      section: 'messages',
      sentence:
        'Sampling messages MUST contain a `role` field of `"user"` or `"assistant"`; and a `content` field representing the message data.',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-15',
      section: 'messages',
      sentence: 'The list of messages in a sampling request SHOULD NOT be retained between separate requests.',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-16',
      section: 'sampling-parameters',
      sentence: 'The client MUST respect the `maxTokens` parameter.',
      ...CLIENT,
    },
    {
      id: 'sampling-17',
      section: 'security-considerations',
      sentence: 'Clients SHOULD implement user approval controls',
      ...CLIENT,
    },
    {
      id: 'sampling-18',
      section: 'security-considerations',
      sentence: 'Both parties SHOULD validate message content',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-19',
      section: 'security-considerations',
      sentence: 'Clients SHOULD respect model preference hints',
      ...CLIENT,
    },
    {
      id: 'sampling-20',
      section: 'security-considerations',
      sentence: 'Clients SHOULD implement rate limiting',
      ...CLIENT,
    },
    {
      id: 'sampling-21',
      section: 'security-considerations',
      sentence: 'Both parties MUST handle sensitive data appropriately',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-22',
      section: 'security-considerations',
      sentence:
        'Servers MUST ensure that when replying to a `stopReason: "toolUse"`, each `ToolUseContent` item is responded to with a `ToolResultContent` item with a matching `toolUseId`, and that the user message contains only tool results (no other content types)',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
    {
      id: 'sampling-23',
      section: 'security-considerations',
      sentence: 'Both parties SHOULD implement iteration limits for tool loops',
      notApplicable: 'Spillway asks for no sampling of its own; what a target asks for is its author’s.',
    },
  ],
};
