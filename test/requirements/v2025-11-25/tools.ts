import type { Page } from '../types.ts';

export const tools202511Page: Page = {
  revision: '2025-11-25',
  page: 'server/tools',
  requirements: [
    {
      id: 'tools-2025-11-1',
      section: 'list-changed-notification',
      sentence:
        'When the list of available tools changes, servers that declared the `listChanged` capability SHOULD send a notification:',
      notApplicable: '`listChanged` is not declared to clients of this revision.',
    },
  ],
};
