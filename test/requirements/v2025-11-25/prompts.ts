import type { Page } from '../types.ts';

export const prompts202511Page: Page = {
  revision: '2025-11-25',
  page: 'server/prompts',
  requirements: [
    {
      id: 'prompts-2025-11-1',
      section: 'capabilities',
      sentence: 'Servers that support prompts MUST declare the `prompts` capability during initialization:',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › initialize says what is offered, and who answers',
      ],
    },
    {
      id: 'prompts-2025-11-2',
      section: 'list-changed-notification',
      sentence:
        'When the list of available prompts changes, servers that declared the `listChanged` capability SHOULD send a notification:',
      notApplicable: '`listChanged` is not declared to clients of this revision.',
    },
  ],
};
