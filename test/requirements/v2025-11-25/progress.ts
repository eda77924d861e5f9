import { CLIENT, OLD_TASKS } from '../reasons.ts';
import type { Page } from '../types.ts';

export const progress202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/utilities/progress',
  requirements: [
    {
      id: 'progress-2025-11-1',
      section: 'progress-flow',
      sentence:
        'Progress tokens can be chosen by the sender using any means, but MUST be unique across all active requests.',
      ...CLIENT,
    },
    {
      id: 'progress-2025-11-2',
      section: 'behavior-requirements',
      sentence:
        "For task-augmented requests, the `progressToken` provided in the original request MUST continue to be used for progress notifications throughout the task's lifetime, even after the `CreateTaskResult` has been returned.",
      ...OLD_TASKS,
    },
    {
      id: 'progress-2025-11-3',
      section: 'behavior-requirements',
      sentence:
        'Progress notifications for tasks MUST use the same `progressToken` that was provided in the initial task-augmented request',
      ...OLD_TASKS,
    },
    {
      id: 'progress-2025-11-4',
      section: 'behavior-requirements',
      sentence:
        'Progress notifications for tasks MUST stop after the task reaches a terminal status (`completed`, `failed`, or `cancelled`)',
      ...OLD_TASKS,
    },
    {
      id: 'progress-2025-11-5',
      section: 'implementation-notes',
      sentence: 'Senders and receivers SHOULD track active progress tokens',
      coveredBy: [
        'test/lambda/protocol/requirements/progress.test.ts › requests at the same time each have their own token',
      ],
    },
  ],
};
