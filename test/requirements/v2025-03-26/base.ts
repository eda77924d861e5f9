import type { Page } from '../types.ts';

export const base202503Page: Page = {
  revision: '2025-03-26',
  page: 'basic/index',
  requirements: [
    {
      id: 'base-2025-03-1',
      section: 'batching',
      sentence:
        'MCP implementations MAY support sending JSON-RPC batches, but MUST support receiving JSON-RPC batches.',
      coveredBy: [
        'test/lambda/protocol/requirements/batches-2025.test.ts › each request of a batch has a response of its own',
      ],
    },
  ],
};
