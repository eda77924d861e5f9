import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const completionPage: Page = {
  revision: '2026-07-28',
  page: 'server/utilities/completion',
  requirements: [
    {
      id: 'completion-1',
      section: '',
      sentence: 'Every request MUST include the required `_meta` fields; see `_meta`.',
      ...CLIENT,
    },
    {
      id: 'completion-2',
      section: 'capabilities',
      sentence: 'Servers that support completions MUST declare the `completions` capability:',
      coveredBy: ['test/lambda/protocol/requirements/completion.test.ts › completion is offered, and answered'],
    },
    {
      id: 'completion-3',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Method not found: `-32601` (Capability not supported)',
      coveredBy: [
        'test/lambda/protocol/requirements/lists.test.ts › what is offered is answered, and what is not offered is not found',
      ],
    },
    {
      id: 'completion-4',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Invalid prompt name: `-32602` (Invalid params)',
      coveredBy: ['test/lambda/protocol/requirements/completion.test.ts › %s is -32602'],
    },
    {
      id: 'completion-5',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Missing required arguments: `-32602` (Invalid params)',
      coveredBy: ['test/lambda/protocol/requirements/completion.test.ts › %s is -32602'],
    },
    {
      id: 'completion-6',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Internal errors: `-32603` (Internal error)',
      coveredBy: ['test/lambda/protocol/requirements/completion.test.ts › a target that fails is -32603'],
    },
    {
      id: 'completion-7',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Return suggestions sorted by relevance',
      coveredBy: [
        'test/lambda/protocol/requirements/completion.test.ts › values that begin with what was typed come before those that hold it, whatever their case, at most 100 of them',
      ],
    },
    {
      id: 'completion-8',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Implement fuzzy matching where appropriate',
      coveredBy: [
        'test/lambda/protocol/requirements/completion.test.ts › values that begin with what was typed come before those that hold it, whatever their case, at most 100 of them',
      ],
    },
    {
      id: 'completion-9',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Rate limit completion requests',
      coveredBy: ['test/lib/stacks/private-api.ts › its stage throttles, and logs requests but never their contents'],
    },
    {
      id: 'completion-10',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Validate all inputs',
      coveredBy: ['test/lambda/protocol/requirements/completion.test.ts › %s is -32602'],
    },
    {
      id: 'completion-11',
      section: 'implementation-considerations',
      sentence: 'Clients SHOULD: Debounce rapid completion requests',
      ...CLIENT,
    },
    {
      id: 'completion-12',
      section: 'implementation-considerations',
      sentence: 'Clients SHOULD: Cache completion results where appropriate',
      ...CLIENT,
    },
    {
      id: 'completion-13',
      section: 'implementation-considerations',
      sentence: 'Clients SHOULD: Handle missing or partial results gracefully',
      ...CLIENT,
    },
    {
      id: 'completion-14',
      section: 'security',
      sentence: 'Implementations MUST: Validate all completion inputs',
      coveredBy: ['test/lambda/protocol/requirements/completion.test.ts › %s is -32602'],
    },
    {
      id: 'completion-15',
      section: 'security',
      sentence: 'Implementations MUST: Implement appropriate rate limiting',
      coveredBy: ['test/lib/stacks/private-api.ts › its stage throttles, and logs requests but never their contents'],
    },
    {
      id: 'completion-16',
      section: 'security',
      sentence: 'Implementations MUST: Control access to sensitive suggestions',
      coveredBy: [
        'test/lambda/protocol/requirements/completion.test.ts › who lacks the scope of a prompt or template learns nothing by completion',
      ],
    },
    {
      id: 'completion-17',
      section: 'security',
      sentence: 'Implementations MUST: Prevent completion-based information disclosure',
      coveredBy: [
        'test/lambda/protocol/requirements/completion.test.ts › who lacks the scope of a prompt or template learns nothing by completion',
      ],
    },
  ],
};
