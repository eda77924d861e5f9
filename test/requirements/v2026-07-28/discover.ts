import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const discoverPage: Page = {
  revision: '2026-07-28',
  page: 'server/discover',
  requirements: [
    {
      id: 'discover-1',
      section: '',
      sentence: 'Servers MUST implement it.',
      coveredBy: [
        'test/lambda/protocol/requirements/versioning.test.ts › discover answers with the versions, what is offered and who answers',
        'conformance › server-stateless › sep-2575-server-implements-discover',
      ],
    },
    {
      id: 'discover-2',
      section: 'when-to-call',
      sentence:
        'A client that supports both modern (per-request `_meta`) and legacy (`initialize` handshake) servers SHOULD send `server/discover` first; see stdio: Backward Compatibility for the fallback rules.',
      ...CLIENT,
    },
    {
      id: 'discover-3',
      section: 'discoverresult',
      sentence: 'Servers SHOULD include this field.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › results › the result of %s says which server gave it',
      ],
    },
    {
      id: 'discover-4',
      section: 'discoverresult',
      sentence: 'Clients SHOULD NOT use it to change their behavior, and SHOULD NOT rely on it for security decisions.',
      ...CLIENT,
    },
  ],
};
