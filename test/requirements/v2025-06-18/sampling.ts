import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const sampling202506Page: Page = {
  revision: '2025-06-18',
  page: 'client/sampling',
  requirements: [
    {
      id: 'sampling-2025-06-1',
      section: 'error-handling',
      sentence: 'Clients SHOULD return errors for common failure cases:',
      ...CLIENT,
    },
  ],
};
