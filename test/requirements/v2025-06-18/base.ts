import type { Page } from '../types.ts';

export const base202506Page: Page = {
  revision: '2025-06-18',
  page: 'basic/index',
  requirements: [
    {
      id: 'base-2025-06-1',
      section: 'responses',
      sentence: 'Responses MUST include the same ID as the request they correspond to.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › an answer carries nothing of a later version',
        'test/lambda/protocol/requirements/batches-2025.test.ts › each request of a batch has a response of its own',
      ],
    },
    {
      id: 'base-2025-06-2',
      section: 'responses',
      sentence: 'Either a `result` or an `error` MUST be set.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › an answer carries nothing of a later version',
      ],
    },
    {
      id: 'base-2025-06-3',
      section: 'responses',
      sentence: 'A response MUST NOT set both.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › an answer carries nothing of a later version',
      ],
    },
    {
      id: 'base-2025-06-4',
      section: 'responses',
      sentence:
        'Results MAY follow any JSON object structure, while errors MUST include an error code and message at minimum.',
      coveredBy: ['test/lambda/protocol/requirements/lifecycle-2025.test.ts › an error has a code and a message'],
    },
  ],
};
