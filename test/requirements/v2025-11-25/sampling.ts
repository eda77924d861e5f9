import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const sampling202511Page: Page = {
  revision: '2025-11-25',
  page: 'client/sampling',
  requirements: [
    {
      id: 'sampling-2025-11-1',
      section: 'capabilities',
      sentence: 'Clients that support sampling MUST declare the `sampling` capability during initialization:',
      ...CLIENT,
    },
    {
      id: 'sampling-2025-11-2',
      section: 'error-handling',
      sentence: 'Clients SHOULD return errors for common failure cases: User rejected sampling request: `-1`',
      ...CLIENT,
    },
    {
      id: 'sampling-2025-11-3',
      section: 'error-handling',
      sentence:
        'Clients SHOULD return errors for common failure cases: Tool result missing in request: `-32602` (Invalid params)',
      ...CLIENT,
    },
    {
      id: 'sampling-2025-11-4',
      section: 'error-handling',
      sentence:
        'Clients SHOULD return errors for common failure cases: Tool results mixed with other content: `-32602` (Invalid params)',
      ...CLIENT,
    },
  ],
};
