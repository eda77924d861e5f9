import type { Page } from '../types.ts';

export const ping202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/utilities/ping',
  requirements: [
    {
      id: 'ping-2025-11-1',
      section: 'behavior-requirements',
      sentence: 'The receiver MUST respond promptly with an empty response:',
      coveredBy: ['test/lambda/protocol/requirements/lifecycle-2025.test.ts › ping is answered with nothing in it'],
    },
    {
      id: 'ping-2025-11-2',
      section: 'implementation-considerations',
      sentence: 'Implementations SHOULD periodically issue pings to detect connection health',
      notApplicable: 'It binds who sends pings; Spillway sends none.',
    },
    {
      id: 'ping-2025-11-3',
      section: 'implementation-considerations',
      sentence: 'The frequency of pings SHOULD be configurable',
      notApplicable: 'It binds who sends pings; Spillway sends none.',
    },
    {
      id: 'ping-2025-11-4',
      section: 'implementation-considerations',
      sentence: 'Timeouts SHOULD be appropriate for the network environment',
      notApplicable: 'It binds who sends pings; Spillway sends none.',
    },
    {
      id: 'ping-2025-11-5',
      section: 'implementation-considerations',
      sentence: 'Excessive pinging SHOULD be avoided to reduce network overhead',
      notApplicable: 'It binds who sends pings; Spillway sends none.',
    },
    {
      id: 'ping-2025-11-6',
      section: 'error-handling',
      sentence: 'Timeouts SHOULD be treated as connection failures',
      notApplicable: 'It binds who sends pings; Spillway sends none.',
    },
    {
      id: 'ping-2025-11-7',
      section: 'error-handling',
      sentence: 'Implementations SHOULD log ping failures for diagnostics',
      notApplicable: 'It binds who sends pings; Spillway sends none.',
    },
  ],
};
