import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const progressPage: Page = {
  revision: '2026-07-28',
  page: 'basic/patterns/progress',
  requirements: [
    {
      id: 'progress-1',
      section: 'progress-flow',
      sentence: 'Progress tokens MUST be a string or integer value',
      coveredBy: [
        'test/lambda/protocol/requirements/progress.test.ts › a token comes back as it was sent: %j',
        'test/lambda/protocol/requirements/progress.test.ts › a token that is %s brings no progress',
      ],
    },
    {
      id: 'progress-2',
      section: 'progress-flow',
      sentence:
        'Progress tokens can be chosen by the client using any means, but MUST be unique across all active requests.',
      ...CLIENT,
    },
    {
      id: 'progress-3',
      section: 'progress-flow',
      sentence: 'The `progress` value MUST increase with each notification, even if the total is unknown.',
      coveredBy: [
        'test/lambda/protocol/requirements/progress.test.ts › progress grows, and what does not grow is not sent',
      ],
    },
    {
      id: 'progress-4',
      section: 'progress-flow',
      sentence: 'The `message` field SHOULD provide relevant human readable progress information.',
      coveredBy: ['test/lambda/protocol/requirements/progress.test.ts › a message says what was done'],
    },
    {
      id: 'progress-5',
      section: 'behavior-requirements',
      sentence: 'Progress notifications MUST only reference tokens that: Were provided in an active request',
      coveredBy: [
        'test/lambda/protocol/requirements/progress.test.ts › without a token there is no progress',
        'test/lambda/protocol/requirements/progress.test.ts › a token comes back as it was sent: %j',
      ],
    },
    {
      id: 'progress-6',
      section: 'behavior-requirements',
      sentence: 'Progress notifications MUST only reference tokens that: Are associated with an in-progress operation',
      coveredBy: ['test/lambda/protocol/requirements/progress.test.ts › nothing follows the response'],
    },
    {
      id: 'progress-7',
      section: 'implementation-notes',
      sentence: 'Clients and servers SHOULD track active progress tokens',
      coveredBy: [
        'test/lambda/protocol/requirements/progress.test.ts › requests at the same time each have their own token',
      ],
    },
    {
      id: 'progress-8',
      section: 'implementation-notes',
      sentence: 'Both parties SHOULD implement rate limiting to prevent flooding',
      coveredBy: [
        'test/lambda/protocol/requirements/progress.test.ts › reports beyond what a call may send are left out, but for the last, which comes before the result',
        'test/lambda/protocol/response/stream.test.ts › what a caller hears › reports are a hundred a second at most, and what was left out holds up none that come later',
        'test/lambda/protocol/response/stream.test.ts › what a caller hears › rows are counted at once, and then at most ten times a second',
      ],
    },
    {
      id: 'progress-9',
      section: 'implementation-notes',
      sentence: 'Progress notifications MUST stop after completion',
      coveredBy: ['test/lambda/protocol/requirements/progress.test.ts › nothing follows the response'],
    },
  ],
};
