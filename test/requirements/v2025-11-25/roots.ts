import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const roots202511Page: Page = {
  revision: '2025-11-25',
  page: 'client/roots',
  requirements: [
    {
      id: 'roots-2025-11-1',
      section: 'capabilities',
      sentence: 'Clients that support roots MUST declare the `roots` capability during initialization:',
      ...CLIENT,
    },
    {
      id: 'roots-2025-11-2',
      section: 'root-list-changes',
      sentence: 'When roots change, clients that support `listChanged` MUST send a notification:',
      ...CLIENT,
    },
    {
      id: 'roots-2025-11-3',
      section: 'error-handling',
      sentence:
        'Clients SHOULD return standard JSON-RPC errors for common failure cases: Client does not support roots: `-32601` (Method not found)',
      ...CLIENT,
    },
    {
      id: 'roots-2025-11-4',
      section: 'error-handling',
      sentence: 'Clients SHOULD return standard JSON-RPC errors for common failure cases: Internal errors: `-32603`',
      ...CLIENT,
    },
    {
      id: 'roots-2025-11-5',
      section: 'implementation-guidelines',
      sentence: 'Servers SHOULD: Handle root list changes gracefully',
      notApplicable: 'No capability of roots is used but `roots/list`, whose answer is not kept.',
    },
  ],
};
