import { CUSTOM_TRANSPORT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const transportsPage: Page = {
  revision: '2026-07-28',
  page: 'basic/transports/index',
  requirements: [
    {
      id: 'transports-1',
      section: 'messages',
      sentence: 'JSON-RPC messages MUST be UTF-8 encoded.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › text is UTF-8, both ways',
      ],
    },
    {
      id: 'transports-2',
      section: 'messages',
      sentence:
        'A binding MUST deliver client-sent requests and notifications to the server, and server-sent responses and notifications to the client.',
      notApplicable: 'It binds who defines a transport.',
    },
    {
      id: 'transports-3',
      section: 'custom-transports',
      sentence:
        'Implementers who choose to support custom transports MUST preserve the JSON-RPC message format, the message patterns, and the per-request metadata model.',
      ...CUSTOM_TRANSPORT,
    },
    {
      id: 'transports-4',
      section: 'custom-transports',
      sentence:
        'Custom transports SHOULD document their connection establishment, message framing, and cancellation patterns to aid interoperability.',
      ...CUSTOM_TRANSPORT,
    },
    {
      id: 'transports-5',
      section: 'custom-transports',
      sentence:
        'Custom transports that run over a reliable bidirectional byte stream (e.g., Unix domain sockets or TCP) SHOULD reuse the stdio framing rather than defining a new one: the stdio binding is just newline-delimited JSON-RPC over a byte stream, and only its process-lifecycle rules are specific to standard streams.',
      ...CUSTOM_TRANSPORT,
    },
  ],
};
