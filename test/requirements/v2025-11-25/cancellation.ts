import { CLIENT, OLD_TASKS } from '../reasons.ts';
import type { Page } from '../types.ts';

export const cancellation202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/utilities/cancellation',
  requirements: [
    {
      id: 'cancellation-2025-11-1',
      section: 'behavior-requirements',
      sentence:
        'Cancellation notifications MUST only reference requests that: Were previously issued in the same direction',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is taken back when no answer comes in time',
      ],
    },
    {
      id: 'cancellation-2025-11-2',
      section: 'behavior-requirements',
      sentence: 'The `initialize` request MUST NOT be cancelled by clients',
      ...CLIENT,
    },
    {
      id: 'cancellation-2025-11-3',
      section: 'behavior-requirements',
      sentence:
        'For task-augmented requests, the `tasks/cancel` request MUST be used instead of the `notifications/cancelled` notification.',
      ...OLD_TASKS,
    },
    {
      id: 'cancellation-2025-11-4',
      section: 'behavior-requirements',
      sentence: 'Receivers of cancellation notifications SHOULD: Stop processing the cancelled request',
      declined:
        'A cancellation is a POST of its own and reaches another instance than the one that works; a call ends at its time limit.',
    },
    {
      id: 'cancellation-2025-11-5',
      section: 'behavior-requirements',
      sentence: 'Receivers of cancellation notifications SHOULD: Free associated resources',
      declined:
        'A cancellation is a POST of its own and reaches another instance than the one that works; a call ends at its time limit.',
    },
    {
      id: 'cancellation-2025-11-6',
      section: 'behavior-requirements',
      sentence: 'Receivers of cancellation notifications SHOULD: Not send a response for the cancelled request',
      declined:
        'A cancellation is a POST of its own and reaches another instance than the one that works; a call ends at its time limit.',
    },
    {
      id: 'cancellation-2025-11-7',
      section: 'behavior-requirements',
      sentence:
        'The sender of the cancellation notification SHOULD ignore any response to the request that arrives afterward',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is answered once, by who was asked, and only while it is open',
      ],
    },
  ],
};
