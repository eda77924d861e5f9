import type { Page } from '../types.ts';

export const resources202511Page: Page = {
  revision: '2025-11-25',
  page: 'server/resources',
  requirements: [
    {
      id: 'resources-2025-11-1',
      section: 'error-handling',
      sentence: 'Servers SHOULD return standard JSON-RPC errors for common failure cases: Resource not found: `-32002`',
      coveredBy: [
        'test/lambda/protocol/requirements/resources.test.ts › under 2025-11-25 a resource that does not exist is -32002',
      ],
    },
    {
      id: 'resources-2025-11-2',
      section: 'error-handling',
      sentence: 'Servers SHOULD return standard JSON-RPC errors for common failure cases: Internal errors: `-32603`',
      coveredBy: ['test/lambda/protocol/requirements/resources.test.ts › a target that fails is -32603'],
    },
  ],
};
