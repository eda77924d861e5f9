import type { Page } from '../types.ts';

export const logging202511Page: Page = {
  revision: '2025-11-25',
  page: 'server/utilities/logging',
  requirements: [
    {
      id: 'logging-2025-11-1',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Invalid log level: `-32602` (Invalid params)',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › logging/setLevel takes the levels that there are, and no other',
      ],
    },
    {
      id: 'logging-2025-11-2',
      section: 'error-handling',
      sentence:
        'Servers SHOULD return standard JSON-RPC errors for common failure cases: Configuration errors: `-32603` (Internal error)',
      coveredBy: [
        'test/lambda/protocol/rpc/messages.test.ts › what cannot be served › a bug is an opaque id for the caller, and a stack for the log',
      ],
    },
  ],
};
