import type { Page } from '../types.ts';

export const patternsPage: Page = {
  revision: '2026-07-28',
  page: 'basic/patterns/index',
  requirements: [
    {
      id: 'patterns-1',
      section: '',
      sentence: 'Servers MUST NOT initiate JSON-RPC requests, and clients do not send JSON-RPC responses.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a stream carries notifications, then the response, and ends; a request never',
      ],
    },
  ],
};
