import type { Page } from '../types.ts';

export const transports202503Page: Page = {
  revision: '2025-03-26',
  page: 'basic/transports',
  requirements: [
    {
      id: 'transports-2025-03-1',
      section: 'sending-messages-to-the-server',
      sentence:
        'The body of the POST request MUST be one of the following: A single JSON-RPC request, notification, or response',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a %s gets 202 and nothing more',
        'test/lambda/protocol/requirements/transports-2025.test.ts › an answer is one JSON object or a stream of events',
      ],
    },
    {
      id: 'transports-2025-03-2',
      section: 'sending-messages-to-the-server',
      sentence:
        'The body of the POST request MUST be one of the following: An array batching one or more requests and/or notifications',
      coveredBy: [
        'test/lambda/protocol/requirements/batches-2025.test.ts › each request of a batch has a response of its own',
        'test/lambda/protocol/requirements/batches-2025.test.ts › a batch of notifications gets 202 and nothing more',
      ],
    },
    {
      id: 'transports-2025-03-3',
      section: 'sending-messages-to-the-server',
      sentence: 'The body of the POST request MUST be one of the following: An array batching one or more responses',
      coveredBy: [
        'test/lambda/protocol/requirements/batches-2025.test.ts › the responses of a batch are taken one by one, and one that answers nothing is refused',
      ],
    },
    {
      id: 'transports-2025-03-4',
      section: 'sending-messages-to-the-server',
      sentence:
        'If the input contains any number of JSON-RPC requests, the server MUST either return `Content-Type: text/event-stream`, to initiate an SSE stream, or `Content-Type: application/json`, to return one JSON object.',
      coveredBy: [
        'test/lambda/protocol/requirements/batches-2025.test.ts › each request of a batch has a response of its own',
      ],
    },
    {
      id: 'transports-2025-03-5',
      section: 'sending-messages-to-the-server',
      sentence:
        'The SSE stream SHOULD eventually include one JSON-RPC response per each JSON-RPC request sent in the POST body.',
      notApplicable: 'A batch is answered by one JSON document.',
    },
    {
      id: 'transports-2025-03-6',
      section: 'sending-messages-to-the-server',
      sentence:
        'The server SHOULD NOT close the SSE stream before sending a JSON-RPC response per each received JSON-RPC request, unless the session expires.',
      notApplicable: 'A batch is answered by one JSON document.',
    },
    {
      id: 'transports-2025-03-7',
      section: 'sending-messages-to-the-server',
      sentence: 'After all JSON-RPC responses have been sent, the server SHOULD close the SSE stream.',
      notApplicable: 'A batch is answered by one JSON document.',
    },
  ],
};
