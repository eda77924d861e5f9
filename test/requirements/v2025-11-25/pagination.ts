import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const pagination202511Page: Page = {
  revision: '2025-11-25',
  page: 'server/utilities/pagination',
  requirements: [
    {
      id: 'pagination-2025-11-1',
      section: 'implementation-guidelines',
      sentence: "Clients MUST treat cursors as opaque tokens: Don't persist cursors across sessions",
      ...CLIENT,
    },
  ],
};
