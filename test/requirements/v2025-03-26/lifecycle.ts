import type { Page } from '../types.ts';

export const lifecycle202503Page: Page = {
  revision: '2025-03-26',
  page: 'basic/lifecycle',
  requirements: [
    {
      id: 'lifecycle-2025-03-1',
      section: 'initialization',
      sentence:
        'The initialize request MUST NOT be part of a JSON-RPC batch, as other requests and notifications are not possible until initialization has completed.',
      coveredBy: ['test/lambda/protocol/requirements/batches-2025.test.ts › initialize is refused within a batch'],
    },
    {
      id: 'lifecycle-2025-03-2',
      section: 'operation',
      sentence: 'Both parties SHOULD: Respect the negotiated protocol version',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › an answer carries nothing of a later version',
      ],
    },
    {
      id: 'lifecycle-2025-03-3',
      section: 'operation',
      sentence: 'Both parties SHOULD: Only use capabilities that were successfully negotiated',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is not asked of a client that %s',
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is not asked of who shows no session, or a stranger’s',
      ],
    },
  ],
};
