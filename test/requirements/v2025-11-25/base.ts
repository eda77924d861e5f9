import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const base202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/index',
  requirements: [
    {
      id: 'base-2025-11-1',
      section: '',
      sentence: 'All implementations MUST support the base protocol and lifecycle management components.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › %s is answered with the version asked for',
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › ping is answered with nothing in it',
      ],
    },
    {
      id: 'base-2025-11-2',
      section: 'requests',
      sentence: 'The request ID MUST NOT have been previously used by the requestor within the same session.',
      ...CLIENT,
    },
  ],
};
